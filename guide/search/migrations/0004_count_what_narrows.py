"""The counts know the marks that a search is narrowed by, so that it looks far enough at once."""

from collections import Counter

from django.db import migrations


def count(apps, schema_editor):
    Entry, Vocable = apps.get_model("search", "Entry"), apps.get_model("search", "Vocable")
    marks = Entry.objects.values_list("marks", flat=True).iterator(5_000)
    counted = Counter(mark for some in marks for mark in some.split())
    Vocable.objects.bulk_create([Vocable(form=f"=={mark}", stem=f"=={mark}", entries=number) for mark, number in sorted(counted.items())], batch_size=500)


def forget(apps, schema_editor):
    apps.get_model("search", "Vocable").objects.filter(form__startswith="==").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0003_first_words_and_rights")]
    operations = [migrations.RunPython(count, forget)]
