import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(blank=True, max_length=12)),
                ("key", models.CharField(blank=True, max_length=36)),
                ("sent_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_up_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to=settings.AUTH_USER_MODEL)),
                ("taken_up_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "indexes": [models.Index(fields=["by", "-sent_at"], name="invitations_of_a_member")],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "address", "kind", "key"), name="invited_once_to_a_thing"),
                    models.CheckConstraint(condition=models.Q(("taken_up_by", None), ("taken_up_at__isnull", False), _connector="OR"), name="who_took_it_up_has_a_time"),
                ],
            },
        ),
    ]
