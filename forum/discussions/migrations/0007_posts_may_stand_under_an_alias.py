from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0006_who_has_a_question_too")]

    operations = [
        migrations.AddField("question", "alias", models.CharField(blank=True, db_default="", default="", max_length=20)),
        migrations.AddField("reply", "alias", models.CharField(blank=True, db_default="", default="", max_length=20)),
    ]
