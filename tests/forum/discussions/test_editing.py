"""One's own words: changed while they wait, mended when declined, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import Draft, PostState, Question, Reply
from forum.history import actions as history
from forum.letters.models import Happening, Letter
from tests import build
from tests.forum.discussions.words import a_key, hidden, page_of, text_of
from tests.racing import at_once


@pytest.fixture
def held(newcomer) -> Question:
    return build.a_question(newcomer, title="Who has the key?", body="<p>We ask <strong>everyone</strong>.</p>")


@pytest.fixture
def held_reply(newcomer, ana) -> Reply:
    return build.a_reply(build.a_question(ana), newcomer)


def edit_of(post) -> str:
    return f"/questions/{post.pk}/edit/" if isinstance(post, Question) else f"/questions/{post.question_id}/replies/{post.number}/edit/"


def withdraw_of(post) -> str:
    return edit_of(post).replace("/edit/", "/withdraw/")


def send(client, post, *, body: str = "New words.", **more):
    title = {"title": "Who has the keys?"} if isinstance(post, Question) else {}
    return client.post(edit_of(post), {"draft": a_key(), "kind": "edit", "body": body} | title | more)


def as_it_stands(post):
    return type(post).objects.get(pk=post.pk)


# ---------------------------------------------------------------- changing


@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_what_waits_can_be_changed(client_of, newcomer, request, kind):
    post = request.getfixturevalue(kind)

    answer = send(client_of(newcomer), post)

    changed = as_it_stands(post)
    assert (changed.body, changed.state) == ("<p>New words.</p>", "waiting")
    assert changed.edited_at is not None
    assert "New words." in text_of(client_of(newcomer).get(answer.headers["Location"]))
    if kind == "held":
        assert changed.title == "Who has the keys?"


def test_the_form_shows_the_words_as_they_were_typed(client_of, newcomer, held):
    form = client_of(newcomer).get(edit_of(held))

    assert form.context["form"]["body"].value() == "We ask **everyone**."
    assert 'Who has the key?' in page_of(form)


@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_what_was_declined_is_mended_and_waits_again(client_of, newcomer, request, kind):
    post = request.getfixturevalue(kind)
    actions.take_away(post, to=PostState.DECLINED, expected=("waiting",), reason="Leave the child's name out.")
    form = client_of(newcomer).get(edit_of(post))

    send(client_of(newcomer), post)

    assert "Leave the child's name out." in text_of(form) and "Send it again" in text_of(form)
    mended = as_it_stands(post)
    assert (mended.state, mended.reason, mended.body) == ("waiting", "", "<p>New words.</p>")


@pytest.mark.parametrize(("body", "title", "field"), [("x" * 20_001, "Who?", "body"), ("", "", "title"), ("x", "x" * 141, "title")])
def test_what_cannot_be_is_said_and_all_is_kept(client_of, newcomer, held, body, title, field):
    answer = send(client_of(newcomer), held, body=body, title=title)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert (answer.context["form"]["title"].value(), answer.context["form"]["body"].value()) == (title, body)
    assert as_it_stands(held).title == "Who has the key?"


def test_a_reply_cannot_be_emptied(client_of, newcomer, held_reply):
    assert send(client_of(newcomer), held_reply, body=" \u200b ").context["form"].errors == {"body": ["Write your reply"]}


@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_nobody_changes_the_words_of_another(client_of, stranger_client, ben, sam, request, kind):
    post = request.getfixturevalue(kind)
    before = as_it_stands(post).body

    assert [send(client_of(person), post).status_code for person in (ben, sam)] == [404, 403]
    assert send(stranger_client, post).headers["Location"] == f"/accounts/login/?next={edit_of(post)}"
    assert as_it_stands(post).body == before


@pytest.mark.parametrize("state", ["visible", "hidden"])
@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_what_was_decided_meanwhile_stays_and_the_new_words_are_kept(client_of, newcomer, request, kind, state):
    """The moderator was first. The form comes back with the words, and opening it again shows them too."""
    post, client = request.getfixturevalue(kind), client_of(newcomer)
    before = as_it_stands(post).body
    actions.show(post, expected=("waiting",))
    if state == "hidden":
        actions.take_away(post, to=PostState.HIDDEN, expected=("visible",))

    answer = send(client, post)

    assert answer.status_code == 409
    assert {"visible": "Staff read what you write before it appears", "hidden": "This was taken away"}[state] in text_of(answer)
    assert "New words." in page_of(answer)
    assert as_it_stands(post).body == before
    assert "New words." in page_of(client.get(edit_of(post)))


def test_the_action_itself_looks_again(newcomer, held):
    stale = as_it_stands(held)
    actions.show(held, expected=("waiting",))

    with pytest.raises(actions.Overtaken):
        history.edit(by=newcomer, post=stale, body="<p>Late</p>", title="Late")

    assert as_it_stands(held).title == "Who has the key?"


@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_an_edit_and_an_approval_at_once_come_one_after_the_other(transactional_db, kind):
    """Whoever is second is told or finds the new words; what a moderator had read is asked by the desk (`seen`)."""
    for _ in range(8):
        author = build.a_newcomer("Nell Ash")
        question = build.a_question(author)
        post = question if kind == "held" else build.a_reply(build.a_question(build.a_member(), on=question.page), author)
        old, title = post.body, {"title": "New"} if kind == "held" else {}

        outcome = at_once(
            lambda post=as_it_stands(post), title=title, author=author: history.edit(by=author, post=post, body="<p>New</p>", **title),
            lambda post=as_it_stands(post): actions.show(post, expected=("waiting",)),
        )

        after = as_it_stands(post)
        if isinstance(outcome[0], actions.Overtaken):
            assert (after.state, after.body, outcome[1]) == ("visible", old, True)
        else:
            assert not isinstance(outcome[0], Exception)
            assert after.body == "<p>New</p>"
            assert after.state == "visible"


def test_words_of_an_edit_are_saved_while_one_types(client_of, newcomer, held):
    client = client_of(newcomer)
    form = client.get(edit_of(held))
    fields = {name: hidden(form, name) for name in ("draft", "kind", "about")}
    client.post("/ask/keep/", fields | {"title": "Who has", "body": "New wor"})

    again = client.get(edit_of(held))
    assert "New wor" in page_of(again) and "Who has" in page_of(again)
    assert hidden(again, "draft") == fields["draft"]

    client.post(edit_of(held), fields | {"title": "Who has it?", "body": "New words."})
    assert Draft.objects.count() == 0
    assert "New wor<" not in page_of(client.get(edit_of(held)))


def test_the_copy_on_the_device_goes_once_an_edit_is_saved(client_of, newcomer, held, held_reply):
    client = client_of(newcomer)
    for post, about in ((held, f"edit:question:{held.pk}"), (held_reply, f"edit:reply:{held_reply.pk}")):
        assert f'data-keep="{about}"' in page_of(client.get(edit_of(post)))
        assert f'data-clear-keep="{about}"' in page_of(client.get(send(client, post).headers["Location"]))


def test_who_is_asked_to_pause_cannot_change_either_and_loses_nothing(client_of, newcomer, held):
    User.objects.update(silenced_until=timezone.now() + timedelta(days=1))

    answer = send(client_of(newcomer), held)

    assert answer.status_code == 403
    assert "You cannot post just now" in text_of(answer)
    assert as_it_stands(held).title == "Who has the key?"
    assert Draft.objects.get().words["body"] == "New words."


# ---------------------------------------------------------------- taking back


@pytest.mark.parametrize("kind", ["held", "held_reply"])
def test_a_page_asks_once_before_it_is_taken_back(client_of, newcomer, request, kind):
    post = request.getfixturevalue(kind)
    asked = client_of(newcomer).get(withdraw_of(post))
    assert "Take back what you wrote?" in text_of(asked)
    assert as_it_stands(post).state == "waiting"

    done = client_of(newcomer).post(withdraw_of(post))

    assert as_it_stands(post).state == "withdrawn"
    assert done.headers["Location"] == ("/my/questions/" if kind == "held" else post.question.get_absolute_url())


def test_a_visible_reply_can_be_taken_back_and_the_counts_follow(client_of, ana, ben):
    question = build.a_question(ana)
    reply = build.a_reply(question, ben)
    actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None)

    client_of(ben).post(withdraw_of(reply))

    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others, question.standing, question.answer, question.answer_chosen_by) == (0, 0, "waiting", None, None)


def test_a_visible_question_can_be_taken_back_while_nobody_else_replied(client_of, ana, ben):
    question = build.a_question(ana)
    build.a_reply(question, ana)
    assert client_of(ana).post(withdraw_of(question)).status_code == 302

    answered = build.a_question(ana)
    build.a_reply(answered, ben)
    refused = client_of(ana).post(withdraw_of(answered))

    assert refused.status_code == 403
    assert "a question with replies stays" in text_of(refused)
    assert (as_it_stands(question).state, as_it_stands(answered).state) == ("withdrawn", "visible")


def test_a_reply_that_comes_while_one_decides_is_told(ana, ben):
    question = build.a_question(ana)
    stale = as_it_stands(question)
    build.a_reply(question, ben)

    with pytest.raises(actions.Overtaken, match="Someone replied while you were deciding"):
        actions.withdraw(by=ana, post=stale)

    assert as_it_stands(question).state == "visible"


def test_a_question_and_a_reply_at_once_leave_no_reply_under_nothing(transactional_db):
    for _ in range(6):
        question, ben = build.a_question(), build.a_member("Ben Okafor")

        gone, replied = at_once(
            lambda question=as_it_stands(question): actions.withdraw(by=question.author, post=question),
            lambda question=as_it_stands(question), ben=ben: actions.reply(by=ben, question=question, body="<p>Yes.</p>"),
        )

        overtaken = [isinstance(outcome, actions.Overtaken) for outcome in (gone, replied)]
        assert sorted(overtaken) == [False, True], (gone, replied)
        after = as_it_stands(question)
        assert (after.state, after.reply_count) == (("visible", 1) if overtaken[0] else ("withdrawn", 0))


@pytest.mark.parametrize("act", ["get", "post"])
def test_nobody_takes_back_the_words_of_another(client_of, stranger_client, ana, ben, sam, act):
    reply = build.a_reply(build.a_question(ana), ben)

    assert [getattr(client_of(person), act)(withdraw_of(reply)).status_code for person in (ana, sam)] == [403, 403]
    assert getattr(stranger_client, act)(withdraw_of(reply)).headers["Location"] == f"/accounts/login/?next={withdraw_of(reply)}"
    assert as_it_stands(reply).state == "visible"


def test_twice_is_once(client_of, ben, ana):
    question = build.a_question(ana)
    reply = build.a_reply(question, ben)
    client_of(ben).post(withdraw_of(reply))

    assert client_of(ben).post(withdraw_of(reply)).status_code in (403, 404)
    with pytest.raises(actions.Overtaken, match="taken away already"):
        actions.withdraw(by=ben, post=reply)
    question.refresh_from_db()
    assert question.reply_count == 0


def test_what_staff_hid_cannot_be_taken_back_unseen(client_of, ana, ben):
    reply = build.a_reply(build.a_question(ana), ben)
    actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",))

    assert client_of(ben).post(withdraw_of(reply)).status_code == 403
    assert as_it_stands(reply).state == "hidden"


def test_a_draft_of_what_was_taken_back_does_not_come_again(client_of, newcomer, held):
    client_of(newcomer).post(withdraw_of(held))

    page = text_of(client_of(newcomer).get("/my/questions/"))
    assert held.title not in page
    assert (Letter.objects.count(), Happening.objects.count()) == (0, 0)
