import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Promises",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Working days, Monday to Friday, until staff have read a first post or a report. Members read this number where they wait; the desk says what is late by it.",
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)],
                        verbose_name="posts and reports",
                    ),
                ),
                (
                    "story_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Working days until an editor has answered a story. Stories that are sent already keep the day that their authors were told.",
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)],
                        verbose_name="stories",
                    ),
                ),
                (
                    "first_posts_wait",
                    models.BooleanField(
                        default=True,
                        help_text="A new member’s first post is read by staff before others see it. What waits already still needs a decision when you switch this off.",
                        verbose_name="first posts wait for review",
                    ),
                ),
                (
                    "child_reports_hide",
                    models.BooleanField(
                        default=True,
                        help_text="When it comes from staff, or from a member with an approved post. Without this, such reports stand first on the desk and hide nothing.",
                        verbose_name="a report about a child hides the post at once",
                    ),
                ),
            ],
            options={"verbose_name": "promises and thresholds"},
        ),
    ]
