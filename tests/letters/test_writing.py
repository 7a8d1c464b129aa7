"""A letter is a row, written in the transaction of its cause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.letters.actions import drop_letters, erase_letters_of, forget_old_words, write_letter
from forum.letters.models import Letter, LetterState, LetterStop
from tests.letters.conftest import a_letter


@pytest.fixture(autouse=True)
def a_kind_of_letter(settings, tmp_path) -> None:
    """emails/hello.*: a letter of the tests' own, written on the sheet that all letters share."""
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / "hello-subject.txt").write_text("{{ name }} says\nhello")
    (folder / "hello.txt").write_text('{% extends "emails/_frame.txt" %}{% block content %}{{ name }}: hello{% endblock %}')
    (folder / "hello.html").write_text('{% extends "emails/_frame.html" %}{% block content %}<p>{{ name }}</p>{% endblock %}')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]


def hello(to: User | None = None, **fields) -> Letter | None:
    context = {"name": "Ben", "link": "/questions/12/"} | fields.pop("context", {})
    return write_letter(kind="hello", to=to, context=context, **fields)


def test_the_row_holds_all_that_is_sent(ana):
    hello(to=ana, about_question=12)

    letter = Letter.objects.get()
    assert (letter.kind, letter.person, letter.address, letter.state) == ("hello", ana, "ana@example.org", "due")
    assert letter.subject == "Ben says hello"
    assert "Ben: hello" in letter.text
    assert "<p>Ben</p>" in letter.html


def test_a_cause_that_is_taken_back_takes_its_letter_along(ana):
    with pytest.raises(RuntimeError), transaction.atomic():
        hello(to=ana)
        raise RuntimeError("the cause failed")

    assert not Letter.objects.exists()


def test_plain_text_is_not_html_and_html_is_no_markup_of_theirs(ana):
    letter = hello(to=ana, context={"name": "Tom & <b>Jo</b>"})

    assert letter.subject == "Tom & <b>Jo</b> says hello"
    assert "Tom & <b>Jo</b>: hello" in letter.text
    assert "<p>Tom &amp; &lt;b&gt;Jo&lt;/b&gt;</p>" in letter.html


def test_a_line_break_in_a_name_begins_no_header(ana):
    letter = hello(to=ana, context={"name": "Ben\r\nBcc: all@example.org"}, headers={"X-Story": "a\r\nBcc: all@example.org"})

    assert letter.subject == "Ben Bcc: all@example.org says hello"
    assert letter.headers["X-Story"] == "a Bcc: all@example.org"
    assert "Bcc" not in letter.headers


@pytest.mark.parametrize("address", ["ana@example.org\nBcc: all@example.org", "ana", "", f"{'a' * 250}@example.org"])
def test_an_address_that_is_none_is_refused(db, address):
    with pytest.raises(ValidationError):
        hello(address=address)


def test_a_header_with_a_name_that_is_none_is_refused(ana):
    with pytest.raises(ValidationError):
        hello(to=ana, headers={"X-Story\r\nBcc": "all@example.org"})


def test_one_letter_for_one_cause_and_person(ana, ben):
    first, again, other = (hello(to=person, once="reply:5") for person in (ana, ana, ben))

    assert [letter.person for letter in (first, other)] == [ana, ben]
    assert again is None
    assert Letter.objects.count() == 2


def test_a_long_cause_is_as_good_as_a_short_one(ana):
    assert hello(to=ana, once="x" * 300)
    assert hello(to=ana, once="x" * 300) is None
    assert hello(to=ana, once="x" * 301)


def test_a_cause_names_no_address_of_somebody_who_is_not_a_member(db):
    assert "new@example.org" not in hello(address="new@example.org", once="reply:5").once


def test_whoever_left_gets_no_letter(ana):
    ana.is_active = False
    ana.save(update_fields=["is_active"])

    assert hello(to=ana) is None


def test_mail_programs_find_the_thread_and_the_way_to_stop(ana, settings):
    settings.SITE_URL = "https://field.example.org"

    headers = hello(to=ana, about_question=12).headers

    assert headers["In-Reply-To"] == headers["References"] == "<question-12@field.example.org>"
    assert headers["List-ID"] == "<question-12.field.example.org>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"].startswith("<https://field.example.org/letters/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_both_forms_say_why_and_how_to_stop(ana, settings):
    letter = hello(to=ana, about_question=12, context={"reason": "You get this because you asked."})

    link = letter.headers["List-Unsubscribe"].strip("<>")
    for form in (letter.text, letter.html):
        assert "You get this because you asked." in form
        assert "Stop emails about this question" in form
        assert link in form
        assert f"{settings.SITE_URL}/questions/12/" in form


def test_a_secret_letter_cannot_be_stopped(db):
    letter = hello(address="ana@example.org", secret=True)

    assert "List-Unsubscribe" not in letter.headers
    assert "unsubscribe" not in letter.text + letter.html


def test_message_ids_differ_and_name_our_host(ana, settings):
    settings.SITE_URL = "https://field.example.org:8443"

    ids = {hello(to=ana).message_id for _ in range(3)}

    assert len(ids) == 3
    assert all(one.endswith("@field.example.org>") for one in ids)


def test_letters_nobody_began_to_send_can_be_taken_back(ana, ben):
    later = timezone.now() + timedelta(seconds=60)
    mine, theirs = hello(to=ana, about_question=12, once="approved", due_at=later), hello(to=ben, about_question=12)
    other = hello(to=ana, about_question=13)
    assert theirs.claim(by="a worker", now=timezone.now())

    dropped = drop_letters(question=12, kinds=["hello"])

    assert dropped == 1
    states = dict(Letter.objects.values_list("pk", "state"))
    assert states == {mine.pk: LetterState.DROPPED, theirs.pk: LetterState.DUE, other.pk: LetterState.DUE}
    assert Letter.objects.get(pk=mine.pk).text == ""
    assert hello(to=ana, about_question=12, once="approved") is not None


def test_taking_back_looks_at_the_kind_and_the_reply(ana):
    hello(to=ana, about_question=12, about_reply=3)

    assert drop_letters(question=12, kinds=["other"]) == 0
    assert drop_letters(reply=4) == 0
    assert drop_letters(reply=3) == 1


def test_taking_back_everything_is_refused(db):
    with pytest.raises(ValueError):
        drop_letters(kinds=["hello"])


def test_words_are_forgotten_after_thirty_days(ana):
    old, due, young = hello(to=ana), hello(to=ana), hello(to=ana)
    code = a_letter(address="new@example.org", kind="sign-in-code", secret=True)
    long_ago = timezone.now() - timedelta(days=31)
    Letter.objects.filter(pk__in=[old.pk, code.pk]).update(state="sent", written_at=long_ago)
    Letter.objects.filter(pk=due.pk).update(written_at=long_ago)
    Letter.objects.filter(pk=young.pk).update(state="sent")

    assert forget_old_words() == 2

    kept = {letter.pk: bool(letter.subject or letter.text or letter.html or letter.headers) for letter in Letter.objects.all()}
    assert kept == {old.pk: False, due.pk: True, young.pk: True}
    assert forget_old_words() == 0


def test_erasing_a_person_leaves_nothing_of_them(ana, ben):
    mine, theirs = hello(to=ana), hello(to=ben)
    code = a_letter(address="Ana@example.org", kind="sign-in-code", secret=True)
    LetterStop.for_more_like(mine).keep()

    erase_letters_of(ana)

    assert not Letter.objects.exclude(pk=theirs.pk).filter(state="due").exists()
    assert set(Letter.objects.filter(pk__in=[mine.pk, code.pk]).values_list("address", "subject", "text", "html")) == {("", "", "", "")}
    assert not LetterStop.objects.exists()
    assert Letter.objects.get(pk=theirs.pk).address == "ben@example.org"
