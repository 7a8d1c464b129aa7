"""The pages of a case, as a moderator goes through them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.discussions import actions as forum
from forum.discussions.models import PostState
from forum.history import actions as history
from forum.letters.models import Letter
from moderation.actions import decide, report
from moderation.models import Act, Decision, Report
from tests import build
from tests.moderation.conftest import acts, fresh, letters_to

pytestmark = pytest.mark.django_db

WHY = {"act": "declined", "words": "Take out the name of the school."}


def seen_on(page: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_a_case_shows_the_post_its_author_and_what_can_be_decided(sam, client_of, newcomer, asked):
    reply = build.a_reply(asked, newcomer, body="<p>Ask the <strong>librarian</strong>.</p>")

    page = client_of(sam).get(f"/desk/replies/{reply.pk}/").content.decode()

    assert "Ask the <strong>librarian</strong>." in page
    assert "Nell Ash" in page
    assert "0 shown, 0 declined, 0 hidden" in page
    assert re.findall(r'name="act" value="(\w+)"', page) == ["approved"]
    assert f"/desk/replies/{reply.pk}/decide/?act=declined" in page


def test_approving_from_the_case_goes_on_to_the_queue_with_the_way_back(sam, client_of, newcomer, held):
    client = client_of(sam)
    page = client.get(f"/desk/questions/{held.pk}/").content.decode()

    done = client.post(f"/desk/questions/{held.pk}/decide/", {"act": "approved", "seen": seen_on(page)}, follow=True)

    decision = Decision.objects.get()
    assert done.redirect_chain == [(f"/desk/?decided={decision.pk}", 302)]
    assert fresh(held).state == PostState.VISIBLE
    assert "Nell Ash hears of it in a minute." in done.content.decode()

    undone = client.post("/desk/undo/", {"decision": decision.pk}, follow=True)
    assert undone.redirect_chain == [(f"/desk/questions/{held.pk}/", 302)]
    assert "Undone. Nothing was sent." in undone.content.decode()
    assert (fresh(held).state, letters_to(newcomer)) == (PostState.WAITING, [])


def test_declining_asks_for_a_reason_and_shows_the_letter_first(sam, client_of, newcomer, held):
    client, address = client_of(sam), f"/desk/questions/{held.pk}/decide/"

    assert "What Nell Ash will receive" in client.get(f"{address}?act=declined").content.decode()

    empty = client.post(address, {"act": "declined"})
    assert empty.status_code == 422
    assert "Choose a reason, or write one below" in empty.content.decode()

    shown = client.post(address, {**WHY, "saved": "child", "preview": "1"}).content.decode()
    assert "A child or a family could be recognized from it." in shown
    assert "Take out the name of the school." in shown
    assert acts() == []

    client.post(address, {**WHY, "saved": "child"})
    assert fresh(held).state == PostState.DECLINED
    assert fresh(held).reason.endswith("recognized from it. Take out names, ages and places that point to them, and it can appear.\n\nTake out the name of the school.")


def test_who_comes_second_reads_who_was_first_and_keeps_the_words(sam, nan, client_of, newcomer, held):
    client = client_of(nan)
    page = client.get(f"/desk/questions/{held.pk}/decide/?act=declined").content.decode()
    decide(by=sam, post=held, act=Act.APPROVED)

    answer = client.post(f"/desk/questions/{held.pk}/decide/", {**WHY, "seen": seen_on(page)})

    assert answer.status_code == 409
    text = answer.content.decode()
    assert re.search(r"Sam Haddad approved this at \d+:\d\d [ap]m, before your decision arrived\. Nothing was sent twice\.", text)
    assert "Take out the name of the school." in text
    assert (acts(), letters_to(newcomer)) == ([Act.APPROVED], ["approved"])


def test_who_presses_approve_second_sees_the_case_as_it_is(sam, nan, client_of, held):
    client = client_of(nan)
    page = client.get(f"/desk/questions/{held.pk}/").content.decode()
    decide(by=sam, post=held, act=Act.APPROVED)

    answer = client.post(f"/desk/questions/{held.pk}/decide/", {"act": "approved", "seen": seen_on(page)})

    assert answer.status_code == 409
    assert "Sam Haddad approved this at" in answer.content.decode()
    assert "On the site" in answer.content.decode()


def test_new_words_are_read_before_they_are_approved(sam, client_of, newcomer, held):
    client = client_of(sam)
    page = client.get(f"/desk/questions/{held.pk}/").content.decode()
    history.edit(by=newcomer, post=held, title="Buy this now", body="")

    answer = client.post(f"/desk/questions/{held.pk}/decide/", {"act": "approved", "seen": seen_on(page)})

    assert answer.status_code == 409
    assert "Nell Ash changed this while you were reading." in answer.content.decode()
    assert "Buy this now" in answer.content.decode()
    assert fresh(held).state == PostState.WAITING


def test_ones_own_post_is_for_someone_else_to_decide(sam, nan, client_of):
    own = build.a_question(sam)
    report(by=nan, post=own, reason="unkind", words="Nan said this.")
    client = client_of(sam)

    page = client.get(f"/desk/questions/{own.pk}/").content.decode()

    assert "You wrote this yourself." in page
    assert "Nan" not in page
    assert 'name="act"' not in page
    assert client.post(f"/desk/questions/{own.pk}/decide/", {"act": "hid", "words": "Mine."}).status_code == 403
    assert client.post(f"/desk/questions/{own.pk}/place/", {"page": own.page_id}).status_code == 403
    assert acts() == []


def test_a_report_has_an_address_that_leads_to_its_case(sam, client_of, ana, reply):
    made = report(by=ana, post=reply, reason="spam")

    assert client_of(sam).get(f"/desk/reports/{made.pk}/").headers["Location"] == f"/desk/replies/{reply.pk}/"


def test_a_reported_case_says_what_people_said(sam, client_of, ana, reply):
    report(by=ana, post=reply, reason="child", words="First name and <b>room</b>.")
    report(by=None, post=reply, reason="unkind")

    page = client_of(sam).get(f"/desk/replies/{reply.pk}/").content.decode()

    assert "Hidden while you look." in page
    assert "“First name and &lt;b&gt;room&lt;/b&gt;.”" in page
    assert "Ana Ruiz" in page
    assert "A visitor" in page
    assert re.findall(r'name="act" value="(\w+)"', page) == ["restored"]
    assert "act=hid" in page


def test_hiding_by_hand_says_why_to_the_author(sam, client_of, ben, reply):
    client_of(sam).post(f"/desk/replies/{reply.pk}/decide/", {"act": "hid", "saved": "unkind"})

    letter = Letter.objects.get(person=ben, kind="hidden")
    assert "Say what happened rather than who is to blame" in letter.text
    assert fresh(reply).state == PostState.HIDDEN


def test_an_undo_after_the_minute_is_told(sam, client_of, held, monkeypatch):
    decision = decide(by=sam, post=held, act=Act.APPROVED)
    monkeypatch.setattr("moderation.actions.timezone.now", lambda: decision.letters_leave_at)

    page = client_of(sam).post("/desk/undo/", {"decision": decision.pk}, follow=True).content.decode()

    assert "The minute is over and the letter is on its way." in page
    assert fresh(held).state == PostState.VISIBLE


def test_another_moderator_does_not_undo_it(sam, nan, client_of, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    assert client_of(nan).post("/desk/undo/", {"decision": decision.pk}).status_code == 403


@pytest.mark.parametrize("number", ["", "0", "x", "99999999999999999999"])
def test_undoing_nothing_is_not_found(sam, client_of, number):
    assert client_of(sam).post("/desk/undo/", {"decision": number}).status_code == 404


@pytest.mark.parametrize("words", [{"act": "burn"}, {}, {"act": "hid_by_report", "words": "Mine"}, {"act": "declined", "saved": "secret"}, {"act": "declined", "words": "a\x00b"}, {"act": "declined", "words": "a" * 2001}])
def test_a_form_of_someones_making_decides_nothing(sam, client_of, held, words):
    answer = client_of(sam).post(f"/desk/questions/{held.pk}/decide/", words)

    assert answer.status_code == 422
    assert (fresh(held).state, acts()) == (PostState.WAITING, [])


@pytest.mark.parametrize("address", ["/desk/questions/0/", "/desk/questions/99999999999999999999/", "/desk/replies/7777/", "/desk/reports/7777/", "/desk/replies/7777/decide/"])
def test_a_case_that_is_none_is_not_found(sam, client_of, address):
    assert client_of(sam).get(address).status_code == 404


def test_a_question_is_put_on_its_page(sam, client_of, ana):
    unsure = forum.ask(by=ana, title="Where does this go?", body="", page=None)
    page, client = build.a_milestone("Share power"), client_of(sam)
    assert "Find its page" in client.get(f"/desk/questions/{unsure.pk}/").content.decode()

    done = client.post(f"/desk/questions/{unsure.pk}/place/", {"page": page.pk}, follow=True)

    moved = fresh(unsure)
    assert (moved.page_id, moved.page_key, moved.placed) == (page.pk, page.translation_key, True)
    assert acts() == [Act.MOVED]
    assert "Moved to Stage 1, Milestone 1: Share power." in done.content.decode()


def test_a_question_may_stay_on_the_guide_home(sam, client_of, ana):
    unsure = forum.ask(by=ana, title="Where does this go?", body="", page=None)

    client_of(sam).post(f"/desk/questions/{unsure.pk}/place/", {"page": build.the_home().pk})

    assert fresh(unsure).placed is True


@pytest.mark.parametrize("page", ["", "0", "x", "99999999999999999999"])
def test_a_page_that_is_none_moves_nothing(sam, client_of, asked, page):
    answer = client_of(sam).post(f"/desk/questions/{asked.pk}/place/", {"page": page})

    assert answer.status_code == 422
    assert (fresh(asked).page_id, acts()) == (asked.page_id, [])


def test_a_page_that_cannot_be_asked_on_takes_no_question(sam, client_of, asked):
    closed = build.a_content_page("Privacy")

    assert client_of(sam).post(f"/desk/questions/{asked.pk}/place/", {"page": closed.pk}).status_code == 422


def test_of_two_who_move_it_the_second_is_told(sam, nan, client_of, asked):
    here, there, client = build.a_milestone("Share power"), build.a_milestone("Share data"), client_of(nan)
    page = client.get(f"/desk/questions/{asked.pk}/").content.decode()
    client_of(sam).post(f"/desk/questions/{asked.pk}/place/", {"page": here.pk, "words": "Wrong page."})

    answer = client.post(f"/desk/questions/{asked.pk}/place/", {"page": there.pk, "words": "Wrong page.", "seen": seen_on(page)})

    assert answer.status_code == 409
    assert "Sam Haddad moved this to another page at" in answer.content.decode()
    assert fresh(asked).page_id == here.pk


def test_a_post_taken_back_shows_no_words(sam, client_of, ben, reply):
    report(by=None, post=reply, reason="unkind")
    forum.withdraw(by=ben, post=reply)

    page = client_of(sam).get(f"/desk/replies/{reply.pk}/").content.decode()

    assert "Ask the librarian" not in page
    assert re.findall(r'name="act" value="(\w+)"', page) == ["kept"]


def test_closing_a_report_about_a_post_that_was_taken_back(sam, client_of, ben, reply):
    report(by=None, post=reply, reason="unkind")
    forum.withdraw(by=ben, post=reply)

    client_of(sam).post(f"/desk/replies/{reply.pk}/decide/", {"act": "kept"})

    assert (Report.objects.open().count(), fresh(reply).state) == (0, PostState.WITHDRAWN)


@pytest.mark.parametrize("address", ["/desk/questions/{pk}/", "/desk/questions/{pk}/decide/"])
def test_a_case_is_for_moderators(client, client_of, ana, held, address):
    address = address.format(pk=held.pk)

    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert client_of(ana).get(address).status_code == 403
    assert client_of(ana).post(f"/desk/questions/{held.pk}/decide/", {"act": "approved"}).status_code == 403
    assert fresh(held).state == PostState.WAITING


def test_a_long_case_costs_as_many_queries_as_a_short_one(sam, client_of, asked):
    reply, client = build.a_reply(asked), client_of(sam)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(f"/desk/replies/{reply.pk}/")
        return len(found)

    def more(number: int) -> None:
        for n in range(number):
            report(by=build.a_member(f"Member {n}"), post=reply, reason="spam")
        for act in [Act.KEPT, Act.HID, Act.RESTORED]:
            decide(by=sam, post=reply, act=act, reason="Spam.")
        report(by=build.a_member("Gus Weber"), post=reply, reason="spam")

    more(1)
    few = queries()
    more(3)

    assert queries() == few


def test_the_log_tells_who_did_what_and_why(sam, nan, client_of, ana, reply, held):
    decide(by=sam, post=held, act=Act.DECLINED, reason="Take out the name.")
    report(by=ana, post=reply, reason="child", words="A secret note")
    decide(by=nan, post=reply, act=Act.RESTORED)

    page = client_of(sam).get("/desk/log/").content.decode()

    found = [page.index(words) for words in ("Nan Cole put this back", "A report about a child hid this", "You declined this")]
    assert found == sorted(found)
    assert "Take out the name." in page
    assert "Ana Ruiz" not in page
    assert "A secret note" not in page


def test_an_erased_moderator_is_a_former_member(sam, nan, client_of, held):
    decide(by=nan, post=held, act=Act.APPROVED)
    nan.erased_at, nan.display_name = timezone.now(), ""
    nan.save()

    assert "a former member approved this" in client_of(sam).get("/desk/log/").content.decode()


def test_pages_of_the_log_hold_every_decision_once(sam, client_of, held, newcomer):
    Decision.objects.bulk_create(Decision(act=Act.KEPT, by=sam, question=held, reason=f"number {n}.") for n in range(120))
    client, address, found = client_of(sam), "/desk/log/", []

    while address:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        assert len(queries) < 10
        found += re.findall(r"number (\d+)\.", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and older[1]

    assert found == [str(n) for n in reversed(range(120))]


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999"])
def test_a_page_of_the_log_of_someones_making(sam, client_of, before):
    assert client_of(sam).get("/desk/log/", {"before": before}).status_code == 200
