"""Who asked without a name: staff work without knowing it, and look it up with a reason that the asker reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import PageLogEntry

from accounts.limits import TooOften
from forum.discussions.models import Question
from forum.letters.models import Letter, LetterStop
from moderation import actions, looking_up
from moderation.cases import find_case
from moderation.looking_up import look_up
from moderation.models import Act, Decision
from tests import build
from tests.build import fresh
from tests.forum.discussions.words import text_of
from tests.moderation.conftest import acts, letters_to

WHY = "A child may be in danger."


@pytest.fixture
def hidden(ana) -> Question:
    return fresh(build.a_question(ana, without_name=True))


def address(question: Question) -> str:
    return f"/desk/questions/{question.pk}/who-asked/"


def test_the_case_shows_the_alias_and_leads_to_the_look(hidden, sam, client_of):
    case = client_of(sam).get(f"/desk/questions/{hidden.pk}/")

    assert hidden.author.shown_name in text_of(case) and "Ana Ruiz" not in text_of(case)
    assert address(hidden) in case.content.decode()


def test_the_case_keeps_what_its_author_did_before_to_itself(hidden, ana, sam, client_of):
    named = build.a_question(ana)
    client = client_of(sam)

    without_name, with_name = (text_of(client.get(f"/desk/questions/{question.pk}/")) for question in (hidden, named))

    assert "0 shown, 0 declined, 0 hidden" in with_name, "what shows their name, but for this"
    assert "Before this" not in without_name, "numbers tell who it is where few people have as many"


def test_the_asker_gets_a_letter_that_cannot_be_stopped(hidden, ana, sam):
    LetterStop(person=ana, question=hidden.pk).keep()

    for _press in range(2):
        look_up(by=sam, question=hidden, reason="A child may be in danger.")

    letter = Letter.objects.get(person=ana)
    assert letter.kind == "looked-up" and letter.about_question == hidden.pk
    assert "Sam Haddad of Coalition staff looked up that it was you" in letter.text and "A child may be in danger." in letter.text
    assert f"/my/questions/{hidden.pk}/name/" in letter.text


def test_a_look_wants_a_reason(hidden, sam, client_of):
    client = client_of(sam)
    before, without = client.get(address(hidden)), client.post(address(hidden), {"reason": "  "})

    assert "Ana Ruiz" not in text_of(before) + text_of(without)
    assert without.status_code == 422 and "Write down why you need to know" in text_of(without)
    assert acts() == []


def test_a_look_is_written_down_and_opens_the_name(hidden, sam, client_of):
    client = client_of(sam)
    seen = client.post(address(hidden), {"reason": WHY}, follow=True)
    client.post(address(hidden), {"reason": "pressed twice"})

    assert "Ana Ruiz" in text_of(seen) and "ana@example.org" in text_of(seen)
    [look] = Decision.objects.all()
    assert (look.act, look.by, look.question, look.reason) == (Act.LOOKED_UP, sam, hidden, WHY)
    assert "Sam Haddad looked up who asked this" in text_of(client_of(build.a_moderator("Nan Cole")).get("/desk/log/"))
    assert PageLogEntry.objects.filter(action="forum.look_up", user=sam).count() == 1


def test_a_look_is_of_one_moderator_and_closes(hidden, sam, client_of):
    look = look_up(by=sam, question=hidden, reason=WHY)
    of_another = client_of(build.a_moderator("Nan Cole")).get(address(hidden))
    QuerySet(Decision).filter(pk=look.pk).update(at=look.at - looking_up.STAYS_OPEN)
    later = client_of(sam).get(address(hidden))

    assert "Ana Ruiz" not in text_of(of_another) + text_of(later)
    assert look_up(by=sam, question=hidden, reason="Again.") != look


def test_the_asker_reads_who_looked_and_why(hidden, sam, ana, client_of):
    page = f"/my/questions/{hidden.pk}/name/"
    before = text_of(client_of(ana).get(page))
    look_up(by=sam, question=hidden, reason=WHY)

    assert "Nobody. Coalition staff" in before
    assert f"Sam Haddad looked up who asked this {WHY}" in text_of(client_of(ana).get(page))


def test_looks_are_few(hidden, sam, client_of, monkeypatch):
    monkeypatch.setitem(looking_up.LOOKS, "most", 1)
    look_up(by=sam, question=build.a_question(without_name=True), reason=WHY)
    refused = client_of(sam).post(address(hidden), {"reason": WHY})

    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    assert WHY in refused.content.decode() and "Ana Ruiz" not in text_of(refused)
    with pytest.raises(TooOften):
        look_up(by=sam, question=hidden, reason=WHY)


def test_nobody_looks_up_themselves_or_a_name_that_is_shown(sam, asked):
    own = build.a_question(sam, without_name=True)

    for question in (own, asked):
        with pytest.raises(PermissionDenied):
            look_up(by=sam, question=question, reason=WHY)


def test_a_look_decides_nothing(hidden, sam, nan):
    seen = find_case(nan, Question, hidden.pk).seen
    look_up(by=sam, question=hidden, reason=WHY)
    hiding = actions.decide(by=nan, post=hidden, act=Act.HID, reason="Please say where.", seen=seen)
    look_up(by=sam, question=build.a_question(without_name=True), reason=WHY)

    assert actions.undo(by=nan, decision=hiding).act == Act.UNDID
    assert fresh(hidden).is_visible


def test_a_post_is_decided_without_knowing_whose_it_is(newcomer, sam, ana):
    held = build.a_question(newcomer, without_name=True)
    decision = actions.decide(by=sam, post=held, act=Act.APPROVED)

    assert fresh(newcomer).first_post_approved_at >= decision.at - timedelta(seconds=1)
    assert letters_to(newcomer) == ["approved"]
    actions.report(by=ana, post=held, reason="spam")
    actions.decide(by=sam, post=fresh(held), act=Act.HID, reason="Please say where.")
    assert letters_to(newcomer) == ["approved", "hidden"]
