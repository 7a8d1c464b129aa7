from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_how_many_notices_are_unread")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(blank=True, max_length=40, verbose_name="time zone"),
        ),
    ]
