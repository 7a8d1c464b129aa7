import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("question", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("quote", models.CharField(max_length=300)),
                ("prefix", models.CharField(blank=True, max_length=32)),
                ("suffix", models.CharField(blank=True, max_length=32)),
                ("block", models.CharField(max_length=36)),
                ("language", models.CharField(max_length=10)),
            ],
            options={"verbose_name": "anchor"},
        ),
        migrations.CreateModel(
            name="PageToLookOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_key", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"verbose_name": "page to look over"},
        ),
    ]
