from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_stories_on_their_way")]

    operations = [
        migrations.AddField(
            model_name="step",
            name="act",
            field=models.CharField(
                blank=True,
                choices=[
                    ("recalled", "took it back to change it"),
                    ("opened", "began to read it"),
                    ("given", "was given it to read"),
                    ("final_shown", "asked the author to read the final version"),
                    ("said_yes", "said yes to the final version"),
                    ("said_not_yet", "asked for a change in the final version"),
                    ("taken_off", "took it off the site"),
                    ("undone", "took the decision back"),
                    ("spelling", "changed spelling only"),
                ],
                max_length=12,
            ),
        ),
    ]
