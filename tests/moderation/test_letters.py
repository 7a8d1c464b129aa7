"""What authors read after a decision, as it leaves the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.letters.models import Letter
from moderation.actions import decide, report, undo
from moderation.emails import preview
from moderation.models import Act
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db

WHY = "Take out the name & the <room>.\n\nThen it can appear."


@pytest.fixture
def arrived(mailbox):
    """The subject and the plain words of each letter that this person has got, once the minute is over."""

    def read(person) -> list[tuple[str, str]]:
        tell_everybody()
        Letter.objects.due().update(due_at=timezone.now() - timedelta(seconds=1))
        return [(letter["Subject"], words_of(letter)) for letter in mailbox.letters(person.email)]

    return read


def test_nothing_leaves_within_the_minute(sam, newcomer, held, mailbox):
    decide(by=sam, post=held, act=Act.APPROVED)

    assert mailbox.letters() == []


def test_nothing_leaves_when_it_was_undone(sam, newcomer, held, arrived):
    undo(by=sam, decision=decide(by=sam, post=held, act=Act.APPROVED))

    assert arrived(newcomer) == []


def test_an_approved_question(sam, newcomer, held, arrived):
    decide(by=sam, post=held, act=Act.APPROVED)

    [(subject, text)] = arrived(newcomer)
    assert subject == f"Your question is on the site: {held.title}"
    assert held.get_absolute_url() in text
    assert "From now on, what you write appears at once." in text


def test_an_approved_reply_and_the_asker_who_hears_of_it(sam, ana, newcomer, asked, arrived):
    reply = build.a_reply(asked, newcomer)

    decide(by=sam, post=reply, act=Act.APPROVED)

    assert [subject for subject, _text in arrived(newcomer)] == [f"Your reply is on the site: {asked.title}"]
    assert [subject for subject, _text in arrived(ana)] == [f"Nell Ash replied: {asked.title}"]


def test_a_declined_question_brings_the_reason_the_words_and_the_way_to_mend_it(sam, newcomer, held, arrived):
    decide(by=sam, post=held, act=Act.DECLINED, reason=WHY)

    [(subject, text)] = arrived(newcomer)
    assert subject == f"Your question needs some work: {held.title}"
    assert WHY in text.replace("\r\n", "\n")
    assert "We have no custodian." in text
    assert f"/questions/{held.pk}/edit/" in text


def test_a_declined_reply_leads_to_its_own_form(sam, newcomer, asked, arrived):
    reply = build.a_reply(asked, newcomer)

    decide(by=sam, post=reply, act=Act.DECLINED, reason=WHY)

    assert f"/questions/{asked.pk}/replies/{reply.number}/edit/" in arrived(newcomer)[0][1]


def test_a_reply_hidden_by_a_report_and_then_by_staff(sam, ana, ben, reply, arrived):
    report(by=ana, post=reply, reason="child")
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")

    (first, hidden), (second, stays) = arrived(ben)
    assert first == second == f"Your reply is hidden: {reply.question.title}"
    assert "This is not a judgment about you." in hidden
    assert "Your reply stays hidden" in stays
    assert "It names a child." in stays


def test_a_reply_that_comes_back(sam, ana, ben, reply, arrived):
    report(by=ana, post=reply, reason="child")
    decide(by=sam, post=reply, act=Act.RESTORED)

    assert [subject for subject, _text in arrived(ben)][-1] == f"Your reply is back: {reply.question.title}"


def test_the_html_form_escapes_the_reason(sam, newcomer, held):
    decide(by=sam, post=held, act=Act.DECLINED, reason=WHY)

    html = Letter.objects.get(person=newcomer).html
    assert "Take out the name &amp; the &lt;room&gt;." in html
    assert "<room>" not in html


def test_a_title_with_line_breaks_stays_one_subject(sam, newcomer):
    held = build.a_question(newcomer, title="Who?\r\nBcc: eve@example.org")

    decide(by=sam, post=held, act=Act.APPROVED)

    assert Letter.objects.get(person=newcomer).subject == "Your question is on the site: Who? Bcc: eve@example.org"


@pytest.mark.parametrize("act", [Act.APPROVED, Act.DECLINED])
def test_the_preview_says_what_the_letter_says(sam, newcomer, held, act):
    shown = preview(held, act, WHY)

    decide(by=sam, post=held, act=act, reason=WHY)

    letter = Letter.objects.get(person=newcomer)
    assert shown.subject == letter.subject
    assert letter.text.startswith(shown.text.replace("\n\n\n", "\n\n")[:200])


def test_an_act_without_a_letter_has_no_preview(reply):
    assert preview(reply, Act.KEPT, "") is None


def test_a_closed_account_gets_no_letter_and_the_decision_holds(sam, newcomer, held):
    newcomer.is_active = False
    newcomer.save()

    decide(by=sam, post=held, act=Act.DECLINED, reason=WHY)

    assert not Letter.objects.exists()
