"""Answers for letters: may this person still read what the letter is about, now that it is about to leave?"""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forum.discussions.models import Question, Reply


def may_read(person: User | None, question: int | None, reply: int | None) -> bool:
    """True for one's own posts in any state but withdrawn, and for what stands on the site. At most two queries."""
    reader = person or AnonymousUser()
    if question and not Question.objects.visible_to(reader).filter(pk=question).exists():
        return False
    return not reply or Reply.objects.read_by(reader).exclude(state="withdrawn").filter(pk=reply).exists()
