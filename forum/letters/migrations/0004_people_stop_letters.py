import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0003_old_words_are_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="LetterStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("question", models.PositiveBigIntegerField(default=0)),
                ("stopped_at", models.DateTimeField(db_default=Now())),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_stops",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stopped letters",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["person", "kind", "question"], name="stopped_once_a_person", condition=Q(person__isnull=False)
                    ),
                    models.UniqueConstraint(
                        fields=["address", "kind", "question"], name="stopped_once_an_address", condition=Q(person=None)
                    ),
                    models.CheckConstraint(
                        name="a_stop_is_of_somebody", condition=Q(person=None) & ~Q(address="") | Q(person__isnull=False, address="")
                    ),
                    models.CheckConstraint(
                        name="a_stop_is_of_a_kind_or_a_question",
                        condition=Q(question=0) & ~Q(kind="") | Q(question__gt=0, kind=""),
                    ),
                ],
            },
        ),
    ]
