from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0002_questions_to_place_are_found")]
    operations = [
        migrations.AddField(
            model_name="question",
            name="language",
            field=models.CharField(default="en", max_length=10),
        ),
    ]
