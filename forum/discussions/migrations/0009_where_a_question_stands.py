import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0008_threads_are_joined_and_divided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("question", "summary", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("question", "summary_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "question",
            "summary_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                name="a_summary_has_a_writer",
                condition=Q(summary="", summary_by=None, summary_at=None) | ~Q(summary="") & Q(summary_by__isnull=False, summary_at__isnull=False),
            ),
        ),
    ]
