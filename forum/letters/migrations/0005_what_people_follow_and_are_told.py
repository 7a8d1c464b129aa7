import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0004_people_stop_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('kind', models.CharField(max_length=12)),
                ('key', models.CharField(max_length=36)),
                ('pace', models.CharField(blank=True, choices=[('at_once', 'As they happen'), ('daily', 'Once a day'), ('weekly', 'In the weekly digest'), ('on_site', 'On the site only'), ('mute', 'Not at all')], max_length=8)),
                ('why', models.CharField(choices=[('chose', 'You chose to follow it'), ('asked', 'You asked it'), ('replied', 'You replied to it'), ('invited', 'You were invited to it')], default='chose', max_length=8)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'follow',
                'verbose_name_plural': 'follows',
            },
        ),
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('once', models.CharField(max_length=60, unique=True)),
                ('about', models.CharField(max_length=50)),
                ('on', models.JSONField(default=list)),
                ('to', models.JSONField(default=dict)),
                ('begins', models.CharField(blank=True, max_length=8)),
                ('about_question', models.PositiveBigIntegerField(null=True)),
                ('about_reply', models.PositiveBigIntegerField(null=True)),
                ('happened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('told_to', models.BigIntegerField(default=-1)),
                ('told_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'happening',
            },
        ),
        migrations.CreateModel(
            name='MailSettings',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mail_settings', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('replies', models.CharField(choices=[('at_once', 'As they happen'), ('daily', 'Once a day'), ('weekly', 'In the weekly digest'), ('on_site', 'On the site only'), ('mute', 'Not at all')], default='at_once', max_length=8)),
                ('followed', models.CharField(choices=[('at_once', 'As they happen'), ('daily', 'Once a day'), ('weekly', 'In the weekly digest'), ('on_site', 'On the site only'), ('mute', 'Not at all')], default='weekly', max_length=8)),
                ('digest', models.BooleanField(default=True)),
                ('paused_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mail settings',
                'verbose_name_plural': 'mail settings',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('about', models.CharField(max_length=50)),
                ('on', models.CharField(max_length=50)),
                ('why', models.CharField(blank=True, max_length=12)),
                ('pace', models.CharField(choices=[('at_once', 'As they happen'), ('daily', 'Once a day'), ('weekly', 'In the weekly digest'), ('on_site', 'On the site only'), ('mute', 'Not at all')], max_length=8)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('seen_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'notice',
            },
        ),
        migrations.AddField(
            model_name='follow',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='happening',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='happening',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='letters.happening'),
        ),
        migrations.AddField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(fields=['kind', 'key', 'id'], name='followers_of_a_thing'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'kind', 'key'), name='followed_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('address', 'kind', 'key'), name='followed_once_an_address'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person', None), models.Q(('address', ''), _negated=True), models.Q(('pace', ''), _negated=True)), models.Q(('address', ''), ('person__isnull', False)), _connector='OR'), name='a_follow_is_of_somebody'),
        ),
        migrations.AddIndex(
            model_name='happening',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['due_at'], name='happenings_to_tell'),
        ),
        migrations.AddIndex(
            model_name='happening',
            index=models.Index(condition=models.Q(('about_reply__isnull', False)), fields=['about_reply'], name='happenings_of_a_reply'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', '-id'], name='notices_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['person', 'about'], name='notices_unseen'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mailed_at', None), ('pace__in', ('daily', 'weekly')), ('seen_at', None)), fields=['pace', 'person'], name='notices_for_a_digest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mailed_at', None), ('pace', 'at_once'), ('seen_at', None)), fields=['on', 'person'], name='notices_for_a_letter'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'happening'), name='noticed_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('address', 'happening'), name='noticed_once_an_address'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person', None), models.Q(('address', ''), _negated=True)), models.Q(('address', ''), ('person__isnull', False)), _connector='OR'), name='a_notice_is_of_somebody'),
        ),
    ]
