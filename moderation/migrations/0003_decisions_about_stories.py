import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ACTS = [
    ("approved", "approved"),
    ("declined", "declined"),
    ("hid", "hid"),
    ("restored", "restored"),
    ("kept", "kept after a report"),
    ("moved", "moved to another page"),
    ("undid", "undid"),
    ("hid_by_report", "hidden by a report about a child"),
    ("asked_changes", "asked for changes"),
    ("accepted", "accepted"),
    ("promoted", "made a page of it"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_hiding_remembers_the_chosen_answer"),
        ("stories", "0001_stories_on_their_way"),
    ]

    operations = [
        migrations.AddField(
            "decision",
            "submission",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="stories.submission"),
        ),
        migrations.AlterField("decision", "act", models.CharField(choices=ACTS, max_length=16)),
        migrations.AlterField("decision", "state_before", models.CharField(blank=True, max_length=18)),
        migrations.RemoveConstraint("decision", "a_decision_is_about_one_post"),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="a_decision_is_about_one_thing",
                condition=Q(question__isnull=False, reply=None, submission=None)
                | Q(question=None, reply__isnull=False, submission=None)
                | Q(question=None, reply=None, submission__isnull=False),
            ),
        ),
    ]
