"""Whoever wrote an answer hears what becomes of its field note: on the site, and by mail as their settings say."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from accounts.models import User
from forum.discussions import actions as discussions
from forum.letters.models import Happening, Letter, LetterStop, MailSettings, Notice
from guide.field_notes.models import FieldNote
from moderation.field_notes import actions
from moderation.models import Act
from tests import build
from tests.build import fresh
from tests.mail import Mailbox, tell_everybody, words_of
from tests.moderation.conftest import letters_to
from tests.reading import read, words

YES = {"yes": "1", "words": "One list in the hall.", "credit": "full"}


@pytest.fixture
def answered(ana, ben):
    """Ben's chosen answer to Ana's question on a milestone."""
    asked = build.a_question(ana, title="Who prints the list?", on=build.a_milestone())
    discussions.choose_answer(by=ana, question=asked, reply=build.a_reply(asked, ben), instead_of=None)
    tell_everybody()
    Notice.objects.all().delete()
    User.objects.update(unread_notices=0)
    return fresh(asked)


@pytest.fixture
def note(answered, sam) -> FieldNote:
    return actions.make(by=sam, question=answered, words="One list in the hall.")


def page_of(note: FieldNote) -> str:
    return f"/my/field-notes/{note.pk}/"


def publish(note: FieldNote) -> Page:
    """As an editor publishes what waits."""
    page = Page.objects.get(pk=note.page_id).specific
    page.get_latest_revision().publish()
    return page


def lines_of(client: Client) -> list[str]:
    """What stands about field notes among the notices, by the link of each."""
    tell_everybody()
    return [words(link) for link in read("/my/notices/", client).select("a[href^='/my/field-notes/']")]


def off(note: FieldNote, sam: User) -> None:
    actions.settle(by=sam, note=note, act=Act.TOOK_NOTE_OFF, reason="Zq: they were rude.")


def test_who_is_asked_reads_it_on_the_site_too_and_gets_one_letter(note, ben, client_of):
    MailSettings.objects.create(person=ben, replies="mute")
    letters = [kind for kind in letters_to(ben) if kind in ("field-note", "note-news")]
    lines = lines_of(client_of(fresh(ben)))
    client_of(fresh(ben)).get(page_of(note))

    assert (letters, lines) == (["field-note"], ["Staff ask whether your answer may stand in the guide : Who prints the list?"])
    assert fresh(ben).unread_notices == 0 and Notice.objects.get(person=ben).seen_at


def test_it_is_told_once_that_the_note_stands(note, ben, ana, client_of, mailbox: Mailbox):
    client_of(ben).post(page_of(note), YES)
    before = lines_of(client_of(fresh(ben)))
    publish(note)
    lines = lines_of(client_of(fresh(ben)))
    letter, [sent] = words_of(mailbox.newest(ben.email)), Letter.objects.filter(kind="note-news")
    Happening.objects.all().delete()  # as it is after a year
    publish(note).unpublish()
    publish(note)

    assert (before, lines) == ([], ["Your answer stands in the guide as a field note : Who prints the list?"])
    assert page_of(note) in letter and "take it back at any time" in letter
    assert LetterStop.for_more_like(sent).kind == "note-news", "“like this one” is also of another note"
    assert not Happening.objects.filter(kind="note-news").exists()
    assert not Notice.objects.exclude(person=ben).filter(happening__kind="note-news").exists()


def test_a_note_whose_answer_was_away_is_told_when_it_is_back(note, answered, ben, client_of):
    client_of(ben).post(page_of(note), YES)
    discussions.take_away(answered.answer, to="hidden", expected=("visible",))
    publish(note)
    away = lines_of(client_of(fresh(ben)))
    discussions.show(answered.answer, expected=("hidden",))

    assert away == [] and lines_of(client_of(fresh(ben)))[0].startswith("Your answer stands")


@pytest.mark.parametrize("stood", [True, False])
def test_who_wrote_it_hears_that_staff_took_it_off_and_not_why(note, ben, sam, client_of, mailbox: Mailbox, stood):
    if stood:
        client_of(ben).post(page_of(note), YES)
        publish(note)
    off(note, sam)
    lines, page = lines_of(client_of(fresh(ben))), client_of(fresh(ben)).get("/my/notices/").content.decode()
    letter = words_of(mailbox.newest(ben.email))

    assert lines == ["Staff ended the field note of your answer: it does not stand in the guide : Who prints the list?"]
    assert "does not stand in the guide" in letter and "Zq" not in letter + page


def test_who_took_it_back_is_told_nothing_of_it_any_more(note, ben, client_of, mailbox: Mailbox):
    client_of(ben).post(page_of(note), YES)
    publish(note)
    tell_everybody()
    client_of(fresh(ben)).post(page_of(note), {"take_back": "1"})

    assert lines_of(client_of(fresh(ben))) == []
    assert not [letter for letter in mailbox.letters(ben.email) if "stands in the guide" in letter["Subject"]]


def test_no_title_of_a_hidden_question_is_told(note, answered, ben, client_of):
    discussions.take_away(answered, to="hidden", expected=("visible",))

    assert "Who prints the list?" not in client_of(fresh(ben)).get("/my/notices/").content.decode()
