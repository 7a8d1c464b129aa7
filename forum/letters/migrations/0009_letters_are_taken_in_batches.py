from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0008_addresses_that_mail_came_back_from'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='letter',
            name='letters_due',
        ),
        migrations.AddField(
            model_name='letter',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['-secret', 'due_at', 'id'], name='letters_to_send'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['address', 'id'], name='letters_to_an_address'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'due'), models.Q(('claimed_by', ''), _negated=True)), fields=['claimed_by'], name='letters_claimed'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'dead')), fields=['-id'], name='letters_dead'),
        ),
    ]
