from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_what_changed_about_signing_in")]

    operations = [
        migrations.AddField("user", "leaves_at", models.DateTimeField(db_index=True, editable=False, null=True)),
        migrations.AddField("user", "leaving", models.JSONField(default=dict, editable=False)),
        migrations.CreateModel(
            name="DataCopy",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("claimed_until", models.DateTimeField(null=True)),
                ("file", models.CharField(blank=True, max_length=80)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(db_index=True, null=True)),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="data_copy", to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "copy of someone’s data", "verbose_name_plural": "copies of people’s data"},
        ),
    ]
