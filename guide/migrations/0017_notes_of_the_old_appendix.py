from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guide", "0016_whose_words_are_on_the_lists")]

    operations = [
        migrations.CreateModel(
            name="SavedNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("section", models.TextField(blank=True)),
                ("words", models.TextField()),
            ],
            options={"verbose_name": "note of the old appendix", "ordering": ["pk"]},
        ),
    ]
