from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_a_claim_says_whose_it_is")]
    operations = [
        migrations.AddIndex("letter", models.Index(fields=["written_at"], name="letters_with_words", condition=~Q(text=""))),
    ]
