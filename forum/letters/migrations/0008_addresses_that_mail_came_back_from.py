from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0007_rounds_of_digests'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, unique=True)),
                ('shut_at', models.DateTimeField(null=True)),
                ('shut_by', models.CharField(blank=True, choices=[('hard', 'there is no such mailbox'), ('soft', 'the mailbox took nothing for a long time'), ('complaint', 'its reader called our mail spam')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('soft', models.PositiveSmallIntegerField(default=0)),
                ('soft_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mailbox',
                'verbose_name_plural': 'mailboxes',
                'indexes': [models.Index(condition=models.Q(('shut_at__isnull', False)), fields=['-shut_at'], name='mailboxes_shut')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('shut_at', None), ('shut_by', '')), models.Q(('shut_at__isnull', False), models.Q(('shut_by', ''), _negated=True)), _connector='OR'), name='a_mailbox_is_shut_by_something')],
            },
        ),
    ]
