import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guide", "0015_photos_belong_to_their_story")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="made_for",
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="guide.storypage"),
        )
        for name in ("place", "initiative")
    ]
