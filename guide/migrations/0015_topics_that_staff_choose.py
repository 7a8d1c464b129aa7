import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0014_places_of_videos_are_chosen"),
    ]
    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["order", "name"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="storypage",
            name="topics",
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text="What a reader would look for. New topics are added under Lists.", related_name="stories", to="guide.topic", verbose_name="topics"),
        ),
    ]
