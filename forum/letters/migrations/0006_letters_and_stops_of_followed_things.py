from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0005_what_people_follow_and_are_told'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='letterstop',
            name='stopped_once_a_person',
        ),
        migrations.RemoveConstraint(
            model_name='letterstop',
            name='stopped_once_an_address',
        ),
        migrations.RemoveConstraint(
            model_name='letterstop',
            name='a_stop_is_of_a_kind_or_a_question',
        ),
        migrations.AddField(
            model_name='letter',
            name='on',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='letterstop',
            name='on',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('on', ''), _negated=True), fields=['on', 'due_at'], name='letters_that_gather'),
        ),
        migrations.AddConstraint(
            model_name='letterstop',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'kind', 'question', 'on'), name='stopped_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='letterstop',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('address', 'kind', 'question', 'on'), name='stopped_once_an_address'),
        ),
        migrations.AddConstraint(
            model_name='letterstop',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('on', ''), ('question', 0), models.Q(('kind', ''), _negated=True)), models.Q(('kind', ''), ('on', ''), ('question__gt', 0)), models.Q(('kind', ''), ('question', 0), models.Q(('on', ''), _negated=True)), _connector='OR'), name='a_stop_is_of_a_kind_or_a_thing'),
        ),
    ]
