import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guide", "0011_a_yes_names_its_content")]

    operations = [
        migrations.CreateModel(
            name="LeftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"verbose_name": "file to be removed", "verbose_name_plural": "files to be removed"},
        ),
    ]
