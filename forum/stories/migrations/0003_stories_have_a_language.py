from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_steps_say_what_happened")]
    operations = [
        migrations.AddField(
            model_name="submission",
            name="language",
            field=models.CharField(default="en", max_length=10),
        ),
    ]
