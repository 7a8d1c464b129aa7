from django.db import migrations, models


def make_the_row(apps, schema_editor):
    apps.get_model("guide", "Freshness").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("guide", "0006_words_for_editors")]
    operations = [
        migrations.CreateModel(
            name="Freshness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make_the_row, migrations.RunPython.noop),
    ]
