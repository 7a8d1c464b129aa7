"""Somebody of whom the site holds one of everything. A new table with a key to a person adds its row to `one_of_everything`."""

from __future__ import annotations

import io

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from accounts.models import SignInChange
from accounts.own_data import copies
from accounts.security import changes
from forum.blocking import blocks
from forum.discussions.models import Draft, Helped, MeToo, Question
from forum.finding_answers.models import Helper
from forum.invitations.models import Invitation
from forum.letters import bounces
from forum.letters.models import Follow, Letter, LetterStop, MailSettings
from forum.push.models import Pushed
from forum.reading.models import Bookmark, Visit
from forum.stories.photos import add_photo
from guide.field_notes import actions as notes
from guide.field_notes.models import FieldNote
from guide.search.writing import index_waiting
from moderation import actions as moderation
from moderation.models import Report
from moderation.trust.models import TrustDecision
from tests import build
from tests.accounts.security.people import proved, with_an_app
from tests.build import fresh
from tests.forum.push import devices
from tests.forum.stories import tales
from tests.mail import tell_everybody

NAME, ADDRESS = "Zephyrine Quillfeather", "zephyrine@quillfeather.example"
SIGNS = ("quillfeather", "zephyrine")

OF_STAFF = {
    "groups", "permissions", "pages", "page_revisions", "page_comments", "page_comment_replies", "page_subscriptions", "page_log", "editor_log", "pictures", "files", "decisions",
}  # fmt: skip


def one_of_everything(zoe, ben, joan) -> dict:
    """Through the real actions. `asked` and `answered` stand on the site."""
    asked = build.a_question(by=zoe)
    answered = build.a_reply(asked, by=ben)
    build.a_reply(answered, by=zoe)
    build.changed(asked, f"<p>Ask {NAME}.</p>")
    build.changed(fresh(asked), asked.body)
    others = build.a_question(by=ben)
    theirs = build.a_reply(others, by=zoe)
    build.a_reply(theirs, by=ben, body=f"<p>Thank you, @{NAME}.</p>")
    Draft.objects.create(kind=Draft.Kind.QUESTION, owner=zoe, words={"title": f"{NAME} asks"})
    waiting = build.a_question(by=zoe, body=f"<p>I am {NAME}.</p>")
    Question.objects.filter(pk=waiting.pk).update(state="waiting")
    moderation.report(by=zoe, post=others, reason="spam", words=f"says {NAME}")
    Report.objects.update(state="decided")
    Follow.objects.get_or_create(person=zoe, kind="question", key=str(others.pk))
    LetterStop(person=zoe, kind="digest").keep()
    MailSettings.objects.create(person=zoe)
    bounces.report(ADDRESS, "hard", f"550 {NAME} is not here")
    tell_everybody()
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject=f"{NAME} replied", text=f"{NAME} replied", html=f"<p>{NAME}</p>", message_id="<1@x>")
    story = tales.published(zoe, joan)
    tales.asked_to_change(zoe, joan, note=f"<p>Dear {NAME}, who decided?</p>")
    Helped.objects.create(reply=answered, member=zoe)
    MeToo.objects.create(question=answered.question, member=zoe)
    add_photo(by=zoe, story=fresh(tales.a_draft(zoe)), upload=io.BytesIO(build.a_jpeg()), name="quillfeather.jpg")
    changes.note(zoe, SignInChange.Kind.PASSKEY, f"{NAME}’s phone")
    EmailAddress.objects.create(user=zoe, email=zoe.email)
    with_an_app(zoe)
    SocialAccount.objects.create(user=zoe, provider="tulsa", uid=NAME, extra_data={"name": NAME})
    UserProfile.objects.create(user=zoe)
    Invitation.objects.create(by=zoe, address="val@example.org", words=f"{NAME} asks you")
    Invitation.objects.create(by=ben, address=ADDRESS)
    Invitation.objects.create(by=ben, address="zoe@elsewhere.example", taken_up_by=zoe, taken_up_at=timezone.now())
    blocks.block(ben.pk, by=zoe)
    blocks.block(joan.pk, by=zoe, alias="heron-47", question=asked.pk)
    blocks.block(zoe.pk, by=ben)
    TrustDecision.objects.create(person=zoe, by=ben, after="trusted", reason="Known from the field.")
    noted = FieldNote.objects.create(answer=theirs.pk, address=theirs.get_absolute_url(), person=zoe, asked_by=ben, asked_words=f"Ask {NAME}.")
    notes.agree(noted, by=zoe, words=f"Ask {NAME}.", credit_line=NAME)
    Bookmark.objects.create(person=zoe, kind="question", key=str(asked.pk))
    Visit.objects.create(person=zoe, question=asked.pk, new_from=0, seen=2, replies=2, at=timezone.now())
    log(instance=zoe, action="wagtail.edit")
    client = proved(zoe)
    UserSession.objects.create(user=zoe, session_key=client.session.session_key, ip="192.0.2.7", user_agent=NAME)
    devices.a_device(zoe, name=f"{NAME}’s phone")
    Helper.objects.create(person=zoe, wish="followed")
    others.requests.create(person=zoe, place=1, why="story", story=f"{NAME} tells")
    Pushed.objects.create(person=zoe, on=f"author:{NAME}", upto=1, at=timezone.now())
    stranger = Client().session  # a code that was asked for and not entered
    stranger["account_login"] = {"email": ADDRESS}
    stranger.save()
    copies.ask_for_copy(zoe)
    copies.make_those_asked_for()
    index_waiting()
    return {"asked": asked, "theirs": theirs, "story": story, "client": client}
