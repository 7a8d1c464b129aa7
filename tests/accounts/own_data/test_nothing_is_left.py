"""Of who left nothing of a name, an address or a picture is left in database, files and caches; threads stay readable."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts import privacy
from accounts.models import SignInChange
from accounts.own_data import copies
from accounts.own_data.writing import rows_of
from forum.blocking.models import Block
from forum.discussions.models import Draft, Reply
from forum.letters.models import Follow, LetterStop, MailSettings, Notice
from forum.push.models import Device, Pushed
from forum.reading.models import Bookmark, Visit
from guide.search.writing import index_waiting
from moderation import actions as moderation
from moderation.models import Report
from tests import build
from tests.accounts.own_data.erasing import erase
from tests.accounts.own_data.everything import NAME, OF_STAFF, SIGNS
from tests.accounts.own_data.traces import caches_that_name, files_that_name, rows_that_name
from tests.build import fresh
from tests.forum.stories import tales


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
    assert rows_that_hang_on(zoe) == []
    assert not Notice.objects.filter(person=zoe.pk).exists()


def rows_that_hang_on(person) -> list:
    """What hangs on the account and says nothing in words."""
    found = []
    for model in (Draft, Follow, MailSettings, LetterStop, SignInChange, EmailAddress, UserSession, Device, Pushed, Visit, Bookmark):
        owner = next(name for name in ("person", "owner", "user") if hasattr(model, name))
        found += model.objects.filter(**{owner: person.pk})
    return found + list(Block.objects.filter(by=person.pk)) + list(Block.objects.filter(person=person.pk, alias=""))


@pytest.mark.parametrize("eraser", privacy.erasers(), ids=lambda eraser: eraser.__module__)
def test_a_room_that_forgets_nothing_is_found(eraser, one_of_everything, zoe, monkeypatch):
    monkeypatch.delitem(privacy._erasers, eraser)

    erase(zoe)

    assert rows_that_name(SIGNS, but=set()) or rows_that_hang_on(zoe)


def test_threads_stay_readable(one_of_everything, zoe, stranger_client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe)

    page = stranger_client.get(one_of_everything["asked"].get_absolute_url()).content.decode()

    assert "a former member" in page and "Ask the librarian." in page and "We have no custodian." in page
    assert Reply.objects.get(pk=one_of_everything["theirs"].pk).is_visible
    assert one_of_everything["client"].get("/my/data/").status_code == 302, "signed out"


def test_nobody_goes_on_following_them(zoe, ben):
    Follow.objects.create(person=ben, kind="author", key=str(zoe.pk))
    Follow.objects.create(person=ben, kind="author", key=str(ben.pk))

    erase(zoe)

    assert list(Follow.objects.values_list("key", flat=True)) == [str(ben.pk)]


def test_the_words_of_an_open_report_go_once_staff_decided(zoe, ben):
    moderation.report(by=zoe, post=build.a_question(by=ben), reason="spam", words=f"says {NAME}")
    erase(zoe)

    while_open = privacy.sweep(), Report.objects.get().words
    Report.objects.update(state="decided")

    assert while_open == (0, f"says {NAME}")
    assert (privacy.sweep(), Report.objects.get().words) == (1, "")


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
