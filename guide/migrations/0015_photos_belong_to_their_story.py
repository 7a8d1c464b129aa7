import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guide", "0016_first_topics")]

    operations = [
        migrations.AddField(
            model_name="guideimage",
            name="of_story",
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="photos_of_its_author", to="guide.storypage"),
        ),
        migrations.AddField(model_name="guideimage", name="taken_back_at", field=models.DateTimeField(editable=False, null=True)),
        migrations.AlterField(model_name="consent", name="name_as_given", field=models.CharField(blank=True, max_length=200)),
    ]
