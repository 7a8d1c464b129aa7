"""The invented people of a site on one's own machine."""

from django.core.management import call_command

from accounts.models import User
from config.operations.demonstration import load_demonstration
from forum.discussions.models import Question
from forum.letters.follows import Follow
from forum.letters.models import Letter
from tests.mail import tell_everybody


def test_what_they_wrote_weeks_ago_is_news_to_nobody(db, settings):
    settings.DEMONSTRATION_ALLOWED = True
    call_command("load_starter_guide")

    new = load_demonstration()
    tell_everybody()

    assert new == User.objects.filter(is_demonstration=True).count() > 0
    assert Follow.objects.exists()
    assert not User.objects.filter(unread_notices__gt=0).exists()
    assert not Letter.objects.due().exists()
    questions = Question.objects.count()
    assert load_demonstration() == 0 and Question.objects.count() == questions
