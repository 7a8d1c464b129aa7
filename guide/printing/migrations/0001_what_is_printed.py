import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unprinted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("locale", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.locale")),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("guide", "The whole guide"), ("stages", "The stages in short"), ("stage", "A stage")], max_length=8)),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                ("claimed_by", models.CharField(blank=True, max_length=32)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("step", models.CharField(blank=True, choices=[("reading", "reading the pages"), ("laying out", "laying out"), ("writing", "writing the file")], max_length=12)),
                ("pages_so_far", models.PositiveSmallIntegerField(default=0)),
                ("name", models.SlugField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("file", models.CharField(blank=True, max_length=160)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("stories", models.JSONField(default=list)),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("size", models.PositiveIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("locale", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.locale")),
                ("stage", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.page")),
            ],
            options={
                "verbose_name": "printed edition",
                "verbose_name_plural": "printed editions",
                "constraints": [models.UniqueConstraint(condition=models.Q(("stage", None)), fields=("kind", "locale"), name="one_edition_a_language"), models.UniqueConstraint(condition=models.Q(("stage", None), _negated=True), fields=("stage",), name="one_edition_a_stage"), models.CheckConstraint(condition=models.Q(models.Q(("kind", "stage"), ("stage__isnull", False)), models.Q(models.Q(("kind", "stage"), _negated=True), ("stage", None)), _connector="OR"), name="a_stage_s_edition_names_it"), models.CheckConstraint(condition=models.Q(models.Q(("claimed_by", ""), ("claimed_until", None)), models.Q(models.Q(("claimed_by", ""), _negated=True), ("claimed_until__isnull", False)), _connector="OR"), name="a_claim_has_its_end")],
            },
        ),
    ]
