import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
                ("said", models.CharField(max_length=64, null=True, unique=True)),
                ("outcome", models.CharField(choices=[("taken", "Taken"), ("refused", "Refused"), ("ignored", "Ignored")], max_length=8)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"verbose_name": "received email"},
        ),
    ]
