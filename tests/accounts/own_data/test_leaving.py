"""Leaving: a week to change one's mind, then nothing of a name, an address or a picture is left but the stated exceptions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from accounts import privacy
from accounts.models import SignInChange, User
from accounts.own_data import copies, leaving
from accounts.own_data.writing import rows_of
from accounts.security import changes
from forum.discussions.models import Draft, Helped, MeToo, Question, Reply
from forum.invitations.models import Invitation
from forum.letters.models import Follow, Letter, LetterStop, Mailbox, MailSettings, Notice
from forum.push.models import Device, Pushed
from forum.stories.models import Submission
from forum.stories.photos import add_photo
from guide.models import GuideImage, StoryPage, consent
from guide.models.consent import Consent
from guide.search.writing import index_waiting
from moderation import actions as moderation
from moderation.models import Report
from tests import build
from tests.accounts.security.people import proved, with_an_app
from tests.build import fresh
from tests.forum.push import devices
from tests.forum.stories import tales
from tests.mail import tell_everybody
from tests.racing import at_once

NAME, ADDRESS = "Zephyrine Quillfeather", "zephyrine@quillfeather.example"
SIGNS = ("quillfeather", "zephyrine")


def erase(person: User, **choices: str) -> User:
    leaving.leave(person, choices)
    User.objects.filter(pk=person.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    assert leaving.erase_those_who_left() == 1
    return fresh(person)


@pytest.fixture
def zoe(db) -> User:
    return build.a_member(NAME, email=ADDRESS, role="Zephyrine’s own role", organisation="Quillfeather School", city="Quillfeather", state="UT")


OF_STAFF = {
    "groups", "permissions", "pages", "page_revisions", "page_comments", "page_comment_replies", "page_subscriptions", "page_log", "editor_log", "pictures", "files", "decisions",
}  # fmt: skip


@pytest.fixture
def joan(db) -> User:
    """Decides about stories."""
    return build.a_story_moderator()


@pytest.fixture
def one_of_everything(zoe, ben, joan) -> dict:
    """Through the real actions. `asked` and `answered` stand on the site."""
    asked = build.a_question(by=zoe)
    answered = build.a_reply(asked, by=ben)
    build.a_reply(answered, by=zoe)
    others = build.a_question(by=ben)
    theirs = build.a_reply(others, by=zoe)
    Draft.objects.create(kind=Draft.Kind.QUESTION, owner=zoe, words={"title": f"{NAME} asks"})
    waiting = build.a_question(by=zoe, body=f"<p>I am {NAME}.</p>")
    Question.objects.filter(pk=waiting.pk).update(state="waiting")
    moderation.report(by=zoe, post=others, reason="spam", words=f"says {NAME}")
    Report.objects.update(state="decided")
    Follow.objects.get_or_create(person=zoe, kind="question", key=str(others.pk))
    LetterStop(person=zoe, kind="digest").keep()
    MailSettings.objects.create(person=zoe)
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
    log(instance=zoe, action="wagtail.edit")
    client = proved(zoe)
    UserSession.objects.create(user=zoe, session_key=client.session.session_key, ip="192.0.2.7", user_agent=NAME)
    devices.a_device(zoe, name=f"{NAME}’s phone")
    Pushed.objects.create(person=zoe, on=f"author:{NAME}", upto=1, at=timezone.now())
    stranger = Client().session  # a code that was asked for and not entered
    stranger["account_login"] = {"email": ADDRESS}
    stranger.save()
    copies.ask_for_copy(zoe)
    copies.make_those_asked_for()
    index_waiting()
    return {"asked": asked, "theirs": theirs, "story": story, "client": client}


def rows_that_name(signs: tuple[str, ...], *, but: set[str]) -> list[str]:
    """Every text column of every table but those excepted, sessions opened."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in _texts(model):
            name = f"{model._meta.label}.{field.name}"
            if name not in but:
                found += [f"{name}: {value!r}"[:200] for value in _values(model, field) if any(sign in value.lower() for sign in signs)]
    return found + [f"session {row.pk}" for row in Session.objects.all() if any(sign in str(row.get_decoded()).lower() for sign in signs)]


def _texts(model: type[models.Model]) -> Iterator[models.Field]:
    if model._meta.managed and not model._meta.proxy and model._meta.db_table in connection.introspection.table_names():
        yield from (field for field in model._meta.local_concrete_fields if isinstance(field, (models.CharField, models.TextField, models.JSONField, models.FileField)))


def _values(model: type[models.Model], field: models.Field) -> Iterator[str]:
    return (str(value) for value in model._base_manager.values_list(field.attname, flat=True) if value)


def files_that_name(signs: tuple[str, ...]) -> list[str]:
    stores = [path for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT) for path in Path(root).rglob("*") if path.is_file()]
    return [str(path) for path in stores if any(sign.encode() in path.read_bytes().lower() or sign in path.name.lower() for sign in signs)]


def caches_that_name(signs: tuple[str, ...]) -> list[str]:
    """The suite keeps them in the process."""
    kept = [str(cache._cache) for cache in caches.all()]
    return [row[:200] for row in kept if any(sign in row.lower() for sign in signs)]


def test_nothing_of_a_person_is_left(one_of_everything, zoe, django_capture_on_commit_callbacks):
    assert {part.name for part in privacy.parts() if not any(rows_of(part, zoe))} - OF_STAFF == set(), "one of everything"
    assert files_that_name(SIGNS) == [] and copies._files(), "a zip hides its words; it has to be gone"

    with django_capture_on_commit_callbacks(execute=True):
        gone = erase(zoe)
    index_waiting()

    assert rows_that_name(SIGNS, but=set()) == []
    assert files_that_name(SIGNS) == caches_that_name(SIGNS) == copies._files() == []
    private = [path.name for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]
    assert private == [str(zoe.pk)], "the list of the erased is all that is left in the private store"
    assert gone.erased_at and not gone.is_active and not gone.has_usable_password()
    for model in (Draft, Follow, MailSettings, LetterStop, SignInChange, EmailAddress, UserSession, Device, Pushed):
        owner = next(name for name in ("person", "owner", "user") if hasattr(model, name))
        assert not model.objects.filter(**{owner: zoe.pk}).exists(), model
    assert not Notice.objects.filter(person=zoe.pk).exists()


@pytest.mark.parametrize("eraser", privacy.erasers(), ids=lambda eraser: eraser.__module__)
def test_a_room_that_forgets_nothing_is_found(eraser, one_of_everything, zoe, monkeypatch):
    monkeypatch.delitem(privacy._erasers, eraser)

    erase(zoe)

    assert rows_that_name(SIGNS, but=set())


def test_threads_stay_readable(one_of_everything, zoe, stranger_client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe)

    page = stranger_client.get(one_of_everything["asked"].get_absolute_url()).content.decode()

    assert "a former member" in page and "Ask the librarian." in page and "We have no custodian." in page
    assert Reply.objects.get(pk=one_of_everything["theirs"].pk).is_visible
    assert one_of_everything["client"].get("/my/data/").status_code == 302, "signed out"


def test_a_published_story_may_stay_with_the_name_agreed_to(zoe, joan):
    story = tales.published(zoe, joan)
    tales.edited_in_the_cms(story, lead=f"By {NAME}")

    erase(zoe, stories="keep")

    page = StoryPage.objects.get(pk=story.page_id)
    assert page.live and page.credit_line == NAME and page.revisions.count() == 1
    assert Consent.objects.in_force().get(story=page).name_as_given
    excepted = {"guide.StoryPage.credit_line", "guide.Consent.name_as_given", "wagtailcore.Revision.content", "search.Entry.context", "search.Entry.text"}
    assert rows_that_name(SIGNS, but=excepted) == []

    consent.withdraw(page, by=None)
    privacy.sweep()

    assert not Consent.objects.exclude(name_as_given="").exists(), "the exception ends with the story"


def test_a_published_story_may_be_taken_back(zoe, joan, eve, client_of, django_capture_on_commit_callbacks):
    story = tales.published(zoe, joan)
    address = story.page.address
    picture = build.a_held_picture()
    GuideImage.objects.filter(pk=picture.pk).update(of_story=story.page_id, credit=NAME)

    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe, stories="take_back")

    assert not StoryPage.objects.filter(pk=story.page_id).exists() and not GuideImage.objects.filter(pk=picture.pk).exists()
    assert client_of(eve).get(address).status_code == 410
    assert [path.name for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT) for path in Path(root).rglob("*") if path.is_file()] == [str(zoe.pk)]
    assert fresh(story).state == "taken_back" and fresh(story).title == ""
    assert rows_that_name(SIGNS, but=set()) == []


def test_whoever_leaves_is_asked_about_published_stories(zoe, joan):
    tales.published(zoe, joan)
    client = proved(zoe)

    unsaid = client.post("/my/data/delete/", {"sure": "on"})
    client.post("/my/data/delete/", {"sure": "on", "stories": "keep"})

    assert unsaid.status_code == 422
    assert fresh(zoe).leaving == {"stories": "keep"}


def test_a_week_to_change_ones_mind(zoe):
    client = proved(zoe)
    client.post("/my/data/delete/", {"sure": "on"})
    asked = fresh(zoe)

    line = client.get("/questions/").content.decode()
    erased = leaving.erase_those_who_left()
    client.post("/my/data/stay/")

    assert timedelta(days=6, hours=23) < asked.leaves_at - timezone.now() <= timedelta(days=7)
    assert "Keep my account" in line and erased == 0
    assert Letter.objects.filter(person=zoe, kind="leaving").count() == 1
    assert fresh(zoe).leaves_at is None
    assert "Keep my account" not in client.get("/questions/").content.decode()


def test_nobody_is_erased_who_stays_or_has_days_left(zoe, ana):
    """A worker may have listed them a moment before they changed their mind."""
    leaving.leave(zoe, {})
    leaving.leave(ana, {})
    leaving.stay(zoe)

    assert (leaving.erase(zoe.pk), leaving.erase(ana.pk)) == (False, False)
    assert fresh(zoe).display_name == NAME and fresh(ana).leaves_at


def test_leaving_needs_a_fresh_proof_and_a_tick(zoe):
    assert proved(zoe, ago=3600).post("/my/data/delete/", {"sure": "on"}).headers["Location"].startswith("/accounts/proof/")
    assert proved(zoe).post("/my/data/delete/", {}).status_code == 422
    assert fresh(zoe).leaves_at is None


def test_an_erasure_that_falls_is_done_again_and_whole(zoe, monkeypatch):
    Draft.objects.create(kind=Draft.Kind.QUESTION, owner=zoe, words={"title": "Who?"})
    leaving.leave(zoe, {})
    User.objects.update(leaves_at=timezone.now() - timedelta(seconds=1))
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(leaving, "_empty", lambda person: (_ for _ in ()).throw(RuntimeError))
        leaving.erase_those_who_left()
    half = Draft.objects.filter(owner=zoe).count()

    assert half == 1 and leaving.erase_those_who_left() == 1


def test_after_a_restore_they_are_erased_again_as_they_chose(zoe, joan):
    story = tales.published(zoe, joan)
    pk = erase(zoe, stories="keep").pk
    User.objects.filter(pk=pk).update(erased_at=None, display_name=NAME, email=ADDRESS, is_active=True, is_coalition_staff=True, is_superuser=True)  # as an older backup has it

    assert leaving.erase_again() == 1
    assert User.objects.get(pk=pk).display_name == "" and StoryPage.objects.get(pk=story.page_id).live
    assert leaving.erase_again() == 0


def test_the_words_of_an_open_report_go_once_staff_decided(zoe, ben):
    moderation.report(by=zoe, post=build.a_question(by=ben), reason="spam", words=f"says {NAME}")
    erase(zoe)

    while_open = privacy.sweep(), Report.objects.get().words
    Report.objects.update(state="decided")

    assert while_open == (0, f"says {NAME}")
    assert (privacy.sweep(), Report.objects.get().words) == (1, "")


def test_nobody_goes_on_following_them(zoe, ben):
    Follow.objects.create(person=ben, kind="author", key=str(zoe.pk))
    Follow.objects.create(person=ben, kind="author", key=str(ben.pk))

    erase(zoe)

    assert list(Follow.objects.values_list("key", flat=True)) == [str(ben.pk)]


def test_a_letter_on_its_way_to_another_says_a_former_member(zoe, ben):
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject=f"{NAME} replied", text=f"Hello, {NAME} wrote.", html=f"<b>{NAME}</b>", message_id="<1@x>")

    erase(zoe)

    letter = Letter.objects.get(person=ben)
    assert (letter.state, letter.subject, letter.text) == ("due", "a former member replied", "Hello, a former member wrote.")


@pytest.mark.parametrize("name", ["https", "td", "color", "a"])
def test_a_letter_on_its_way_survives_whatever_its_writer_was_called(ben, name):
    sheet = '<style>td { color: red }</style><td class="a" style="color:red"><a href="https://site.example/a">Read a question</a></td>'
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject=f"{name} " * 40, text=f"By {name}: https://site.example/a", html=f"{sheet}<b>{name}</b>", message_id="<1@x>")

    erase(build.a_member(name))

    letter = Letter.objects.get(person=ben)
    assert letter.html == sheet.replace("Read a question", "Read a former member question" if name == "a" else "Read a question") + "<b>a former member</b>"
    assert letter.text == "By a former member: https://site.example/a"
    assert letter.subject.startswith("a former member a former member") and len(letter.subject) <= 250


def test_a_former_address_is_not_left_in_the_letter_that_told_of_the_move(zoe, ben):
    for person, old, new in ((zoe, "first@quillfeather.example", "second@quillfeather.example"), (zoe, "second@quillfeather.example", ADDRESS), (ben, "ben@old.example", f"ben+{ADDRESS}")):
        changes.note(person, SignInChange.Kind.ADDRESS, new, address=old)
    LetterStop(address="first@quillfeather.example", kind="digest").keep()
    Mailbox.objects.create(address="second@quillfeather.example")

    erase(zoe)

    assert [letter.address for letter in Letter.objects.filter(kind="account-change").order_by("pk")] == ["", "", "ben@old.example"]
    assert not Letter.objects.filter(address="").exclude(subject="", text="", html="", state="dropped").exists()
    assert not LetterStop.objects.exists() and not Mailbox.objects.exists()


def test_somebody_of_staff_leaves_their_decisions_and_nothing_in_hand(zoe, ben, joan, client_of):
    story = tales.opened(ben, joan)
    sam = build.a_moderator()
    asked = build.a_question(by=ben)
    decision = moderation.decide(by=sam, post=asked, act="hid", reason="Too loud.")

    erase(sam)
    erase(joan)

    assert fresh(decision).by.shown_name == "a former member" and fresh(decision).reason == "Too loud."
    assert not fresh(sam).is_coalition_staff and fresh(story).editor is None
    assert client_of(build.an_administrator()).get(f"/desk/stories/{story.pk}/").status_code == 200


# ---------------------------------------------------------------- the last administrator


@pytest.mark.parametrize("other", ["nobody", "on the way out", "closed", "a moderator"])
def test_the_only_administrator_is_asked_to_find_another_first(db, other):
    ada = build.an_administrator()
    if other == "a moderator":
        build.a_moderator()
    elif other != "nobody":
        build.an_administrator("Rob Lane", **{"on the way out": {"leaves_at": timezone.now()}, "closed": {"is_active": False}}[other])
    client = proved(ada)

    answers = [client.get("/my/data/delete/"), client.post("/my/data/delete/", {"sure": "on"})]

    assert [answer.headers["Location"] for answer in answers] == ["/my/data/"] * 2
    assert "Make someone else an administrator first." in client.get("/my/data/").content.decode()
    assert fresh(ada).leaves_at is None
    with pytest.raises(leaving.OnlyAdministrator):
        leaving.leave(ada, {})


def test_of_the_last_two_who_leave_at_once_one_stays(transactional_db):
    both = build.an_administrator(), build.an_administrator("Rob Lane")

    said = at_once(*[lambda person=person: leaving.leave(fresh(person), {}) for person in both])

    assert sorted(type(one).__name__ for one in said) == ["NoneType", "OnlyAdministrator"]
    assert User.objects.exclude(leaves_at=None).count() == 1


def test_who_came_to_be_the_only_one_meanwhile_is_kept_until_there_is_another(db):
    ada, rob = build.an_administrator(), build.an_administrator("Rob Lane")
    leaving.leave(ada, {})
    User.objects.filter(pk=ada.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    rob.groups.clear()

    kept, page = leaving.erase_those_who_left(), proved(fresh(ada)).get("/my/data/").content.decode()
    build.an_administrator("Kim Lee")

    assert kept == 0 and "We keep your account until there is another one." in page
    assert leaving.erase_those_who_left() == 1
