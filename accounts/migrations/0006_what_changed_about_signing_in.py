import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("address", "The email address of your account was changed"),
    ("password", "A password was set"),
    ("no-password", "Your password was removed"),
    ("passkey", "A passkey was added"),
    ("no-passkey", "A passkey was removed"),
    ("second-step", "The second step was turned on"),
    ("no-second-step", "The second step was turned off"),
    ("new-codes", "New recovery codes were made"),
    ("code-used", "A recovery code was used"),
    ("connected", "Another way to sign in was added"),
    ("disconnected", "Another way to sign in was removed"),
    ("reset", "Coalition staff reset how you sign in"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_a_time_zone_of_ones_own")]

    operations = [
        migrations.CreateModel(
            name="SignInChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sign_in_changes", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "change of how someone signs in",
                "verbose_name_plural": "changes of how people sign in",
                "indexes": [models.Index(fields=["person", "-at"], name="changes_of_a_person")],
            },
        ),
    ]
