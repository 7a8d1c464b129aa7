"""Invented people and their posts, so that a new site on one's own machine is never empty. Refused in production."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import PostState, Question, Reply
from forum.discussions.places import heading_of
from forum.letters.models import Letter
from forum.letters.notices import mark_all_seen
from forum.letters.telling import tell_followers
from guide.starter.demonstration import Demonstration, read_demonstration


def load_demonstration() -> int:
    """Loads people, questions and replies; returns how many people are new. Again: adds nothing twice.

    Raises ImproperlyConfigured where demonstration people are not allowed.
    """
    if not settings.DEMONSTRATION_ALLOWED:
        raise ImproperlyConfigured("Demonstration people have no place on a public site.")
    demonstration = read_demonstration()
    before = User.objects.count()
    with transaction.atomic():
        unread = _unread(demonstration)
        people = {person.key: _person(person, approved=person.key not in unread) for person in demonstration.people}
        _posts(demonstration, people)
    return User.objects.count() - before


def _unread(demonstration: Demonstration) -> set[str]:
    """Who has no approved post yet: those whose posts wait, and those who never wrote."""
    posts = [post for asked in demonstration.questions for post in (asked, *asked.replies)]
    return {person.key for person in demonstration.people if not person.groups and not any(post.by == person.key and post.state == "visible" for post in posts)}


def _person(person, *, approved: bool) -> User:
    user, created = User.objects.get_or_create(
        email=person.email,
        defaults={
            "display_name": person.display_name,
            "role": person.role,
            "organisation": person.organisation,
            "city": person.city,
            "state": person.state,
            "show_role": person.show_role,
            "show_place": person.show_place,
            "is_demonstration": True,
            "password": "!",
            "house_rules_accepted_at": timezone.now() if approved else None,
            "first_post_approved_at": timezone.now() if approved else None,
        },
    )
    if created:
        user.groups.set(Group.objects.filter(name__in=person.groups))
    return User.objects.get(pk=user.pk)


def _posts(demonstration: Demonstration, people: dict[str, User]) -> None:
    if Question.objects.filter(author__is_demonstration=True).exists():
        return
    oldest_first = sorted(demonstration.questions, key=lambda asked: -asked.days_ago)
    for asked in oldest_first:
        _question(asked, people)
    _heard_long_ago(people.values())


def _heard_long_ago(people: Iterable[User]) -> None:
    """Who follows what is real; that weeks ago somebody replied is news to nobody."""
    while tell_followers():
        pass
    for person in people:
        mark_all_seen(User.objects.get(pk=person.pk))
    Letter.objects.due().filter(person__in=people, text="").delete()


def _question(asked, people: dict[str, User]) -> None:
    page = Page.objects.get(url_path=f"/home/{asked.page}/" if asked.page else "/home/")
    heading = heading_of(page, asked.passage)
    question = actions.ask(by=people[asked.by], title=asked.title, body=asked.body, page=page, passage=asked.passage, heading=heading)
    _settle(question, asked, "asked_at")
    replies: dict[str, Reply] = {}
    for written in asked.replies:
        reply = actions.reply(by=people[written.by], question=question, parent=replies.get(written.to), body=written.body)
        _settle(reply, written, "replied_at")
        replies[written.key] = reply
    if asked.replies:
        latest = max(reply.replied_at for reply in replies.values())
        Question.objects.filter(pk=question.pk, reply_count__gt=0).update(last_reply_at=latest)
    if asked.chosen:
        actions.choose_answer(by=question.person_behind, question=question, reply=replies[asked.chosen], instead_of=None)


def _settle(post: Question | Reply, written, moment: str) -> None:
    """The age it is shown with, and its state where that is another than the author's first post would have."""
    at = timezone.now() - timedelta(days=written.days_ago, minutes=post.pk % 50)
    setattr(post, moment, at)
    post.save(update_fields=[moment])
    if written.state == "visible" and post.state == PostState.WAITING:
        actions.show(post, expected=(PostState.WAITING,))
