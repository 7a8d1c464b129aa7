from django.db import migrations
from django.db.models import OuterRef, Subquery, Sum


def count(apps, schema_editor) -> None:
    """Of the visible replies of each question that has some."""
    Question, Reply = apps.get_model("discussions", "Question"), apps.get_model("discussions", "Reply")
    helped = Reply.objects.filter(state="visible", helped_count__gt=0)
    theirs = helped.filter(question=OuterRef("pk")).order_by().values("question").annotate(all=Sum("helped_count")).values("all")
    Question.objects.filter(pk__in=helped.values("question")).update(helped_count=Subquery(theirs))


class Migration(migrations.Migration):
    dependencies = [("discussions", "0010_questions_are_found_by_what_helped")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
