import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=36)),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("remind_on", models.DateField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "saved for later",
                "verbose_name_plural": "saved for later",
                "indexes": [models.Index(fields=["remind_at"], name="reminders_to_send", condition=Q(remind_at__isnull=False))],
                "constraints": [
                    models.UniqueConstraint(fields=["person", "kind", "key"], name="saved_once_a_person"),
                    models.CheckConstraint(name="a_reminder_has_a_day", condition=Q(remind_at=None) | Q(remind_on__isnull=False)),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.PositiveBigIntegerField()),
                ("new_from", models.PositiveIntegerField()),
                ("seen", models.PositiveIntegerField()),
                ("replies", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "visit", "constraints": [models.UniqueConstraint(fields=["person", "question"], name="one_visit_a_question")]},
        ),
    ]
