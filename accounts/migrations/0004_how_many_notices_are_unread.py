from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_a_language_of_ones_own")]
    operations = [
        migrations.AddField("user", "unread_notices", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
    ]
