from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0004_a_question_may_have_a_topic")]
    operations = [
        migrations.AddIndex(
            model_name="question",
            index=models.Index(condition=models.Q(("state", "visible")), fields=["page_key", "topic", "-id"], name="questions_page_topic"),
        ),
    ]
