from django.db import migrations, models
from django.db.models import Q

HAS_HELPED = Q(state="visible", helped_count__gt=0)


class Migration(migrations.Migration):
    dependencies = [("discussions", "0009_where_a_question_stands")]

    operations = [
        migrations.AddField("question", "helped_count", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddIndex("question", models.Index(fields=["-helped_count", "-id"], name="questions_helpful", condition=HAS_HELPED)),
        migrations.AddIndex("question", models.Index(fields=["standing", "-helped_count", "-id"], name="questions_helpful_standing", condition=HAS_HELPED)),
        migrations.AddIndex("question", models.Index(fields=["page_key", "-helped_count", "-id"], name="questions_helpful_on_a_page", condition=HAS_HELPED)),
        migrations.AddIndex("question", models.Index(fields=["page_key", "standing", "-helped_count", "-id"], name="questions_helpful_page_stand", condition=HAS_HELPED)),
    ]
