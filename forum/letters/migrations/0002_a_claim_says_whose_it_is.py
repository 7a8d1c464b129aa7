from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_outbox")]
    operations = [
        migrations.AddField("letter", "claimed_by", models.CharField(blank=True, max_length=32)),
    ]
