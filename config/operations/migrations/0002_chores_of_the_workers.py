from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_a_table_for_the_cache")]
    operations = [
        migrations.CreateModel(
            name="Chore",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
            ],
        ),
    ]
