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
    ("asked_changes", "asked for changes"),
    ("accepted", "accepted"),
    ("promoted", "made a page of it"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_decisions_about_stories")]

    operations = [
        migrations.AlterField("decision", "act", models.CharField(choices=ACTS, max_length=16)),
        migrations.AddField("decision", "topic_before", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("decision", "topic_after", models.CharField(blank=True, default="", max_length=120)),
    ]
