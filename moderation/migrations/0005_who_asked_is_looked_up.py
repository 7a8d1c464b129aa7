from django.db import migrations, models

ACTS = [
    ("approved", "approved"),
    ("declined", "declined"),
    ("hid", "hid"),
    ("restored", "restored"),
    ("kept", "kept after a report"),
    ("moved", "moved to another page"),
    ("gave_topic", "changed the topic"),
    ("undid", "undid"),
    ("hid_by_report", "hidden by a report about a child"),
    ("looked_up", "looked up who asked"),
    ("asked_changes", "asked for changes"),
    ("accepted", "accepted"),
    ("promoted", "made a page of it"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_the_topic_of_a_question_changes")]

    operations = [migrations.AlterField("decision", "act", models.CharField(choices=ACTS, max_length=16))]
