"""Members and visitors say that staff should look. Nobody reported ever learns by whom."""

from __future__ import annotations

import pytest

from accounts.promises.models import Promises
from forum.discussions.models import PostState
from forum.letters.models import Letter
from moderation.actions import decide, report
from moderation.models import Act, Decision, Report
from moderation.views import reporting
from tests import build
from tests.moderation.conftest import acts, fresh, letters_to

pytestmark = pytest.mark.django_db


def address_of(reply) -> str:
    return f"/report/reply/{reply.question_id}/{reply.number}/"


def test_a_visitor_reports_without_hiding_anything(client, reply):
    page = client.get(address_of(reply))
    assert "Why are you reporting this reply?" in page.content.decode()
    assert "Ask the librarian." in page.content.decode()

    done = client.post(address_of(reply), {"reason": "child", "words": "It names a boy."}, follow=True)

    assert done.redirect_chain == [(f"{address_of(reply)}sent/", 302)]
    assert "A member of staff will read it within one working day." in done.content.decode()
    made = Report.objects.get()
    assert (made.reply, made.reason, made.words, made.reported_by, made.hid_at_once) == (reply, "child", "It names a boy.", None, False)
    assert fresh(reply).state == PostState.VISIBLE


def test_a_member_with_an_approved_post_hides_at_once_what_names_a_child(client_of, ana, ben, reply):
    client_of(ana).post(address_of(reply), {"reason": "child"})

    assert (fresh(reply).state, fresh(reply.question).reply_count) == (PostState.HIDDEN, 0)
    decision = Decision.objects.get()
    assert (decision.act, decision.by) == (Act.HID_BY_REPORT, None)
    assert Report.objects.get().hid_at_once is True
    assert Report.objects.open().count() == 1
    assert letters_to(ben) == ["hidden"]


def test_a_question_is_hidden_as_well(client_of, ben, asked):
    client_of(ben).post(f"/report/question/{asked.pk}/", {"reason": "child"})

    assert fresh(asked).state == PostState.HIDDEN


def test_the_author_reads_why_and_never_who(ana, ben, client_of, reply):
    report(by=ana, post=reply, reason="child", words="The boy is in my class.")

    letter = Letter.objects.get(person=ben, kind="hidden")
    page = client_of(ben).get(reply.question.get_absolute_url()).content.decode()

    for shown in (letter.text, letter.html, letter.subject):
        assert "Ana" not in shown
        assert "in my class" not in shown
    assert "a child or a family might be recognized" in letter.text
    assert "a child or a family might be recognized" in page
    assert "in my class" not in page


@pytest.mark.parametrize("reason", ["unkind", "harm", "place", "spam", "other"])
def test_other_reports_hide_nothing(ana, reply, reason):
    report(by=ana, post=reply, reason=reason)

    assert (fresh(reply).state, acts()) == (PostState.VISIBLE, [])


def test_a_newcomers_report_hides_nothing(newcomer, reply):
    report(by=newcomer, post=reply, reason="child")

    assert fresh(reply).state == PostState.VISIBLE


def test_staff_may_switch_hiding_at_once_off(ana, reply):
    Promises.objects.create(child_reports_hide=False)

    report(by=ana, post=reply, reason="child")

    assert fresh(reply).state == PostState.VISIBLE


def test_what_staff_have_looked_at_is_not_hidden_again_by_a_report(sam, ana, reply):
    report(by=ana, post=reply, reason="child")
    decide(by=sam, post=reply, act=Act.RESTORED)

    report(by=build.a_member("Gus Weber"), post=reply, reason="child")

    assert fresh(reply).state == PostState.VISIBLE
    assert Report.objects.open().count() == 1


def test_a_second_press_is_the_same_report(client_of, ana, reply):
    client = client_of(ana)

    first = client.post(address_of(reply), {"reason": "spam"})
    second = client.post(address_of(reply), {"reason": "unkind"})

    assert first.headers["Location"] == second.headers["Location"]
    assert [made.reason for made in Report.objects.all()] == ["spam"]


def test_a_visitors_second_press_is_the_same_report(client, reply):
    for words in ("It sells things.", "It sells things.", "Look again."):
        client.post(address_of(reply), {"reason": "spam", "words": words})

    assert [made.words for made in Report.objects.all()] == ["It sells things.", "Look again."]


def test_a_reason_is_needed_and_the_note_is_kept(client, reply):
    answer = client.post(address_of(reply), {"words": "It names a boy."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a reason" in page
    assert "It names a boy." in page
    assert "<title>Error:" in page


@pytest.mark.parametrize("words", [{"reason": "hate"}, {"reason": "spam", "words": "a\x00b"}, {"reason": "spam", "words": "a" * 2001}])
def test_a_form_of_someones_making_reports_nothing(client, reply, words):
    assert client.post(address_of(reply), words).status_code == 422
    assert not Report.objects.exists()


def test_too_many_reports_wait_and_keep_their_words(client, monkeypatch, reply):
    monkeypatch.setitem(reporting.REPORTS_PER_ADDRESS, "most", 1)
    client.post(address_of(reply), {"reason": "spam", "words": "Once."})

    answer = client.post(address_of(reply), {"reason": "spam", "words": "Twice."})

    page = answer.content.decode()
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 3600
    assert "You can send this in about 60 minutes. What you wrote is still here." in page
    assert "Twice." in page
    assert Report.objects.count() == 1


def test_a_members_own_limit_comes_first(client_of, ana, monkeypatch, reply):
    monkeypatch.setitem(reporting.REPORTS_PER_MEMBER, "most", 0)

    assert client_of(ana).post(address_of(reply), {"reason": "spam"}).status_code == 429


def test_the_form_is_never_stored(client, reply):
    for address in (address_of(reply), f"{address_of(reply)}sent/"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("to", ["question/{held}/", "reply/{asked}/7/", "reply/{asked}/0/", "question/99999999999999999999/", "reply/99999999999999999999/99999999999999999999/"])
def test_what_cannot_be_read_cannot_be_reported(client, held, asked, to):
    address = "/report/" + to.format(held=held.pk, asked=asked.pk)

    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "spam"}).status_code == 404
    assert not Report.objects.exists()


def test_a_hidden_reply_cannot_be_reported_by_its_author(client_of, sam, ben, reply):
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")

    assert client_of(ben).get(address_of(reply)).status_code == 404


def test_the_thank_you_tells_nothing_about_the_post(client, client_of, ana, asked, held):
    for question in (asked.pk, held.pk, 7777):
        assert client.get(f"/report/question/{question}/sent/").status_code == 200

    assert held.title not in client.get(f"/report/question/{held.pk}/sent/").content.decode()


@pytest.mark.parametrize(("reporter", "promised"), [(None, False), ("newcomer", False), ("member", True)])
def test_hiding_is_promised_only_to_those_whose_report_hides(client_of, stranger_client, reporter, promised):
    question = build.a_question(build.a_member("Gus Weber"))
    person = {"newcomer": build.a_newcomer, "member": build.a_member}[reporter]() if reporter else None

    page = (client_of(person) if person else stranger_client).get(f"/report/question/{question.pk}/").content.decode()

    assert ("We hide these first" in page) == promised
