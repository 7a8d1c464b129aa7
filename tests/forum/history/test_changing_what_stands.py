"""One's own words are changed while they stand on the site, and what people had read is kept."""

from __future__ import annotations

import pytest
from django.utils import timezone

from forum.discussions import actions, care
from forum.discussions.mentions import who_is_told
from forum.discussions.models import Draft, PostState, Question, Reply
from forum.history import actions as history
from forum.history.models import Version
from forum.letters.happenings import Happening
from guide.search.models import Mark
from moderation.actions import report
from tests import build
from tests.build import fresh
from tests.forum.discussions.test_editing import edit_of, send
from tests.forum.discussions.words import a_key, hidden, page_of, text_of
from tests.racing import at_once


@pytest.fixture
def asked(ana) -> Question:
    return long_ago(build.a_question(ana, title="Who has the key?", body="<p>We ask everyone.</p>"))


@pytest.fixture
def reply(asked, ben) -> Reply:
    return long_ago(build.a_reply(asked, ben, body="<p>Ask the librarian.</p>"))


def long_ago(post):
    """The minutes for slips of the pen are over."""
    sent_at = "asked_at" if isinstance(post, Question) else "replied_at"
    type(post).objects.filter(pk=post.pk).update(**{sent_at: timezone.now() - 2 * history.GRACE})
    return fresh(post)


def history_of(post) -> str:
    return edit_of(post).replace("/edit/", "/history/")


@pytest.mark.parametrize("kind", ["asked", "reply"])
def test_it_says_what_is_new_and_keeps_what_it_said(client_of, stranger_client, request, kind):
    post = request.getfixturevalue(kind)
    before = post.body
    assert edit_of(post) in page_of(client_of(post.author).get(post.question.get_absolute_url() if kind == "reply" else post.get_absolute_url()))

    answer = send(client_of(post.author), post)

    kept = Version.objects.get()
    assert (kept.body, kept.title, kept.was_public, kept.written_at) == (before, "Who has the key?" if kind == "asked" else "", True, post.asked_at if kind == "asked" else post.replied_at)
    assert (fresh(post).body, fresh(post).is_edited, fresh(post).state) == ("<p>New words.</p>", True, "visible")
    shown = page_of(stranger_client.get(answer.headers["Location"]))
    assert "New words." in shown and f'href="{history_of(post)}"' in shown


@pytest.mark.parametrize("kind", ["asked", "reply"])
def test_slips_of_the_pen_leave_no_trace(client_of, ana, ben, kind):
    post = build.a_question(ana) if kind == "asked" else build.a_reply(build.a_question(ana), ben)

    send(client_of(post.author), post)

    assert (fresh(post).body, fresh(post).is_edited, Version.objects.count()) == ("<p>New words.</p>", False, 0)
    assert fresh(post).edited_at is not None  # moderators are told all the same


@pytest.mark.parametrize("happened", ["a reply", "me too", "an answer", "helped"])
def test_what_somebody_answered_or_liked_is_kept_from_the_first_second(client_of, ana, ben, sam, happened):
    post = build.a_question(ana)
    if happened == "a reply":
        build.a_reply(post, ben)
    if happened == "me too":
        actions.say_me_too(by=ben, question=post)
    if happened in ("an answer", "helped"):
        question, post = post, build.a_reply(post, ben)
    if happened == "an answer":
        actions.choose_answer(by=ana, question=question, reply=post, instead_of=None)
    if happened == "helped":
        actions.say_it_helped(by=sam, reply=post)

    send(client_of(post.author), post)

    assert Version.objects.filter(was_public=True).count() == 1


def test_a_second_press_and_the_same_words_change_nothing(client_of, ana, asked):
    for _ in range(2):
        send(client_of(ana), asked)
    before = fresh(asked).edited_at

    answer = send(client_of(ana), asked)

    assert (answer.status_code, Version.objects.count(), fresh(asked).edited_at) == (302, 1, before)


def test_nobody_is_told_and_the_search_reads_it_anew(client_of, ana, asked, reply):
    told, marks = Happening.objects.count(), Mark.objects.count()

    send(client_of(ana), asked)

    assert Happening.objects.count() == told
    assert list(Mark.objects.order_by("pk").values_list("source", flat=True))[marks:] == [f"thread:{asked.pk}"]  # replies are found by its title too
    assert fresh(asked).may_answer_due > asked.may_answer_due


def test_who_changes_their_question_has_said_what_was_missing(client_of, ana, asked, reply):
    assert care.ask_for_more(reply)

    send(client_of(ana), asked)

    assert (fresh(asked).missing_in, fresh(asked).standing) == (None, "talking")


def test_two_windows_and_the_second_is_told(client_of, ana, asked):
    client = client_of(ana)
    stands = hidden(client.get(edit_of(asked)), "stands")
    send(client, asked, body="The first window.", stands=stands)

    second = send(client, asked, body="The second window.", stands=stands)

    assert second.status_code == 409
    assert "This was changed elsewhere while you were writing" in text_of(second)
    assert "What stands there now" in text_of(second) and "The second window." in page_of(second) and "first" in text_of(second)
    assert Draft.objects.get().words["body"] == "The second window."
    assert fresh(asked).body == "<p>The first window.</p>"

    send(client, asked, body="The second window.", stands=hidden(second, "stands"))  # having read it
    assert (fresh(asked).body, Version.objects.count()) == ("<p>The second window.</p>", 2)


def test_two_at_once_and_one_of_them_is_told(transactional_db):
    ana = build.a_member()
    post = long_ago(build.a_question(ana))
    seen = history.words_seen(post)

    outcome = at_once(*(lambda body=body: history.edit(by=ana, post=post, title=post.title, body=body, seen=seen) for body in ("<p>One</p>", "<p>Two</p>")))

    assert sorted(type(one).__name__ for one in outcome) == ["ChangedElsewhere", "Question"]
    assert Version.objects.count() == 1


def test_hidden_meanwhile_it_stays_as_it_was_and_nothing_typed_is_lost(client_of, ben, reply):
    actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",))

    answer = send(client_of(ben), reply)

    assert (answer.status_code, fresh(reply).body, Version.objects.count()) == (409, "<p>Ask the librarian.</p>", 0)
    assert "New words." in page_of(answer)


def test_former_words_about_somebody_are_for_staff_alone(client_of, stranger_client, ana, sam, asked):
    assert "What I take out says something private" in text_of(client_of(ana).get(edit_of(asked)))

    send(client_of(ana), asked, body="No name.", private="on")

    assert Version.objects.get().taken_out_at is not None
    seen_by = {who: "everyone" in text_of(client.get(history_of(asked))) for who, client in (("a stranger", stranger_client), ("its author", client_of(ana)), ("staff", client_of(sam)))}
    assert seen_by == {"a stranger": False, "its author": True, "staff": True}
    assert "One former version is not shown" in text_of(stranger_client.get(history_of(asked)))


def test_words_from_before_it_was_on_the_site_are_for_its_author_and_staff(client_of, stranger_client, newcomer, sam, ana):
    held = build.a_question(newcomer, title="Who has Timmy?", body="<p>A child.</p>")
    actions.take_away(held, to=PostState.DECLINED, expected=("waiting",), reason="Leave the name out.")
    send(client_of(newcomer), held)
    actions.show(held, expected=("waiting",))
    newcomer.approve_first_post()
    build.changed(fresh(held), body="<p>Newer.</p>")

    theirs, staffs, strangers = (text_of(client.get(history_of(held))) for client in (client_of(newcomer), client_of(sam), stranger_client))

    assert ("Before it was on the site" in theirs) and ("Before it was on the site" in staffs)
    oldest = Version.objects.order_by("pk")[0]
    assert "Timmy" in text_of(client_of(sam).get(f"{history_of(held)}?change={oldest.pk}"))
    assert "Timmy" not in strangers + text_of(stranger_client.get(f"{history_of(held)}?change={oldest.pk}"))


def test_whose_posts_wait_for_review_do_not_change_what_stands(client_of, newcomer):
    held = long_ago(build.a_question(newcomer))
    actions.show(held, expected=("waiting",))

    answer = send(client_of(newcomer), held)

    assert answer.status_code == 409
    with pytest.raises(actions.Overtaken):
        history.edit(by=newcomer, post=held, title="Late", body="")
    assert fresh(held).body == "<p>We have no custodian.</p>"


def test_changes_are_counted_like_posts(client_of, ana, asked, monkeypatch):
    monkeypatch.setattr("forum.discussions.limits.POSTS_PER_MEMBER", {"most": 1, "seconds": 600})
    send(client_of(ana), asked)

    answer = send(client_of(ana), asked, body="Once more.")

    assert (answer.status_code, fresh(asked).body) == (429, "<p>New words.</p>")
    assert Draft.objects.get().words["body"] == "Once more."


def test_what_is_wrong_is_said(client_of, ben, reply):
    answer = client_of(ben).post(edit_of(reply), {"draft": a_key(), "kind": "edit", "body": " "})

    assert (answer.status_code, Version.objects.count()) == (422, 0)
    assert "Write your reply" in text_of(answer)


@pytest.mark.parametrize("kind", ["asked", "reply"])
def test_what_somebody_reported_is_kept_from_the_first_second(client_of, ana, ben, sam, kind):
    post = build.a_question(ana) if kind == "asked" else build.a_reply(build.a_question(ana), ben)
    before = post.body
    report(by=sam, post=post, reason="unkind")

    send(client_of(post.author), post)

    assert [kept.body for kept in Version.objects.of(post)] == [before]


def test_of_names_in_words_that_were_put_away_again_nobody_hears(ana, ben, asked, reply):
    mine = long_ago(build.a_reply(asked, ana, body="<p>Nobody knows.</p>"))
    history.edit(by=ana, post=mine, body="<p>@Ben knows.</p>")
    told = who_is_told(mine)

    history.put_back(fresh(mine), Version.objects.of(mine).get(), at=timezone.now())

    assert (told, who_is_told(mine)) == ({ben.pk}, set())
