"""The queue: what waits, most urgent first, in as many queries for three hundred as for one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.discussions import actions as forum
from forum.discussions.models import PostState, Question, Reply
from forum.history import actions as history
from moderation.actions import decide, report
from moderation.desk import A_PAGE, read_load, read_queue
from moderation.lines import Key
from moderation.models import Act, Report
from tests import build
from tests.moderation.conftest import fresh, queries_of, queue_of

pytestmark = pytest.mark.django_db


def sent(post: Question | Reply, *, hours_ago: int) -> Question | Reply:
    name = "asked_at" if isinstance(post, Question) else "replied_at"
    type(post).objects.filter(pk=post.pk).update(**{name: timezone.now() - timedelta(hours=hours_ago)})
    return post


def reported(post: Question | Reply, reason: str, *, hours_ago: int = 0, by=None) -> Report:
    made = report(by=by, post=post, reason=reason)
    Report.objects.filter(pk=made.pk).update(reported_at=timezone.now() - timedelta(hours=hours_ago))
    return made


def test_the_oldest_stands_first_and_a_report_about_a_child_before_all(sam, newcomer, asked):
    young = sent(build.a_question(newcomer, title="Who drives?"), hours_ago=1)
    old = sent(build.a_reply(asked, newcomer), hours_ago=30)
    unkind = build.a_reply(asked)
    reported(unkind, "unkind", hours_ago=5)
    child = build.a_reply(asked)
    reported(child, "child")

    assert queue_of(sam) == [child, old, unkind, young]


def test_a_question_without_a_page_waits_to_be_placed(sam, ana):
    unsure = forum.ask(by=ana, title="Where does this go?", body="", page=None)

    lines, _more = read_queue(sam)

    assert [(line.subject, line.kind) for line in lines] == [(unsure, "Needs a page")]


def test_reports_of_several_people_are_one_line(sam, ana, newcomer, reply):
    for person in (ana, newcomer, None):
        report(by=person, post=reply, reason="spam")

    lines, _more = read_queue(sam)

    assert [(line.subject, line.by) for line in lines] == [(reply, "Ben Okafor, reported 3 times")]


def test_decided_declined_and_withdrawn_posts_wait_no_more(sam, newcomer):
    approved, declined, withdrawn = (build.a_question(newcomer, title=f"Who number {n}?") for n in range(3))
    decide(by=sam, post=approved, act=Act.APPROVED)
    decide(by=sam, post=declined, act=Act.DECLINED, reason="Not here.")
    forum.withdraw(by=newcomer, post=withdrawn)

    assert queue_of(sam) == []


def test_a_mended_post_waits_from_when_it_was_sent_again(sam, newcomer):
    first = sent(build.a_question(newcomer, title="Who drives?"), hours_ago=50)
    second = sent(build.a_question(newcomer, title="Who pays?"), hours_ago=40)
    decide(by=sam, post=first, act=Act.DECLINED, reason="Not here.")
    history.edit(by=newcomer, post=fresh(first), title="Who drives the bus?", body="")

    assert queue_of(sam) == [second, first]


def test_a_change_while_it_waits_does_not_cost_ones_place(sam, newcomer):
    first = sent(build.a_question(newcomer, title="Who drives?"), hours_ago=50)
    second = sent(build.a_question(newcomer, title="Who pays?"), hours_ago=40)
    history.edit(by=newcomer, post=first, title="Who drives the bus?", body="")

    assert queue_of(sam) == [first, second]


def test_nobody_is_shown_reports_about_themselves(sam, nan):
    own = build.a_question(sam)
    report(by=nan, post=own, reason="unkind")

    assert (queue_of(sam), queue_of(nan)) == ([], [own])
    assert (read_load(sam).reports, read_load(nan).reports) == (0, 1)


def test_one_who_moderates_stories_alone_is_shown_no_discussion(held):
    assert queue_of(build.a_story_moderator()) == []


@pytest.mark.parametrize(("show", "number"), [("posts", 2), ("reports", 1), ("places", 1)])
def test_the_queue_is_narrowed(sam, ana, newcomer, reply, show, number):
    build.a_question(newcomer)
    build.a_reply(reply, newcomer)
    report(by=ana, post=reply, reason="spam")
    forum.ask(by=ana, title="Where does this go?", body="", page=None)

    assert len(queue_of(sam, show=show)) == number
    load = read_load(sam)
    assert (load.all, getattr(load, show)) == (4, number)


def test_the_head_counts_what_is_past_its_day(sam, newcomer, reply):
    sent(build.a_question(newcomer, title="Who drives?"), hours_ago=24 * 8)
    sent(build.a_question(newcomer, title="Who pays?"), hours_ago=0)
    reported(reply, "spam", hours_ago=24 * 9)

    assert read_load(sam).late == 2


def test_pages_of_the_queue_hold_everything_once(sam, newcomer, asked):
    now = timezone.now()
    posts = Question.objects.bulk_create(
        Question(author=newcomer, title=f"Who number {n}?", page=asked.page, page_key=asked.page_key, state=PostState.WAITING, asked_at=now - timedelta(hours=n // 4))
        for n in range(A_PAGE * 2 + 7)
    )
    reported(build.a_reply(asked), "child")
    reported(build.a_reply(asked), "spam", hours_ago=3)
    seen, after, sizes = [], None, []

    while True:
        lines, after = read_queue(sam, after=after and Key.read(str(after)))
        seen += [line.key for line in lines]
        sizes.append(len(lines))
        if after is None:
            break

    assert sizes == [A_PAGE, A_PAGE, 9]
    assert seen == sorted(seen)
    assert len({(key.kind, key.post) for key in seen}) == len(posts) + 2


@pytest.mark.parametrize("typed", ["", "0", "1~x~question~1", "1~1~secret~1", "1~" + "9" * 40 + "~question~1", "1~-5~question~1", "9~999999999999999999~question~1", "\x00"])
def test_an_address_of_someones_making_shows_the_queue(sam, held, client_of, typed):
    answer = client_of(sam).get("/desk/", {"after": typed, "show": "nonsense", "decided": "1-x-99999999999999999999"})

    assert answer.status_code in ((400,) if typed == "\x00" else (200,))


def test_three_hundred_cost_as_many_queries_as_one(sam, client_of, newcomer, asked):
    client = client_of(sam)

    def of_each_kind(number: int) -> None:
        for _ in range(number):
            build.a_question(newcomer)
            build.a_reply(asked, newcomer)
            report(by=None, post=build.a_reply(asked, asked.author), reason="spam")
            report(by=None, post=build.a_question(asked.author), reason="child")
            forum.ask(by=asked.author, title="Where?", body="", page=None)

    of_each_kind(1)
    one = queries_of(client, "/desk/")
    of_each_kind(2)
    three = queries_of(client, "/desk/")
    Question.objects.bulk_create(Question(author=newcomer, title="Who?", page=asked.page, page_key=asked.page_key, asked_at=timezone.now()) for _ in range(300))

    assert [three, queries_of(client, "/desk/")] == [one, one]
    assert one <= 16


def test_the_desk_shows_what_waits_with_its_age(sam, client_of, held):
    sent(held, hours_ago=3)

    page = client_of(sam).get("/desk/").content.decode()

    assert held.title in page
    assert f'href="/desk/questions/{held.pk}/"' in page
    assert "Nell Ash" in page
    assert re.search(r"3 hours", page)


def test_an_empty_desk_says_so(sam, client_of, asked):
    page = client_of(sam).get("/desk/").content.decode()

    assert "Nothing is waiting" in page
    assert "1 question is still without an answer." in page


@pytest.mark.parametrize("address", ["/desk/", "/desk/log/"])
def test_a_stranger_is_sent_to_sign_in_and_a_member_is_told(client, client_of, ana, address):
    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert client_of(ana).get(address).status_code == 403


def test_one_who_moderates_stories_alone_finds_no_discussion_on_the_desk(client_of, sam, held):
    client = client_of(build.a_story_moderator())

    assert held.title not in client.get("/desk/").content.decode()
    assert client.get(f"/desk/questions/{held.pk}/").status_code == 403
    decide(by=sam, post=held, act=Act.APPROVED)
    assert held.title not in client.get("/desk/log/").content.decode()


def test_ticked_posts_are_approved_together_and_taken_back_together(sam, client_of, newcomer):
    posts = [build.a_question(newcomer, title=f"Who number {n}?") for n in range(3)]
    client = client_of(sam)
    lines, _more = read_queue(sam)
    ticked = {"post": [line.id for line in lines]} | {f"seen-{line.id}": line.seen for line in lines}

    done = client.post("/desk/approve/", ticked, follow=True)
    assert {fresh(post).state for post in posts} == {PostState.VISIBLE}
    assert "3 approved." in done.content.decode()

    undone = client.post("/desk/undo/", {"decision": re.findall(r'name="decision" value="(\d+)"', done.content.decode())}, follow=True)
    assert {fresh(post).state for post in posts} == {PostState.WAITING}
    assert "3 decisions undone. Nothing was sent." in undone.content.decode()


def test_ticking_one_that_was_decided_approves_none(sam, nan, client_of, newcomer):
    first, second = (build.a_question(newcomer, title=f"Who number {n}?") for n in range(2))
    decide(by=nan, post=second, act=Act.DECLINED, reason="Not here.")

    page = client_of(sam).post("/desk/approve/", {"post": [f"question-{first.pk}", f"question-{second.pk}"]}, follow=True)

    assert fresh(first).state == PostState.WAITING
    assert "Nothing was approved, because one of them has changed: Nan Cole declined this" in page.content.decode()


@pytest.mark.parametrize("value", ["question-0", "story-1", "question-x", "question-99999999999999999999", "reply-", "-"])
def test_a_tick_of_someones_making_is_not_found(sam, client_of, value):
    assert client_of(sam).post("/desk/approve/", {"post": value}).status_code == 404


def test_nothing_ticked_says_what_to_do(sam, client_of, held):
    page = client_of(sam).post("/desk/approve/", follow=True)

    assert "Tick what you want to approve first." in page.content.decode()
