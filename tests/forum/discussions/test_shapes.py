"""A reply drawn through its shape is the reply as the template draws it, word for word."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from forum.discussions import actions, care, joining, rules
from forum.discussions.models import PostState, Reply
from forum.discussions.shapes import A_MARK, BLANK_LINES, drawn
from forum.discussions.threads import Shown, read_run, tell_apart
from tests import build

TOKEN = "t" * 32


@pytest.fixture
def question(ana):
    return build.a_question(ana, title="Who has the keys?")


@pytest.fixture
def thread(question, ana, ben, sam):
    """One of everything that the template asks about."""
    first = build.a_reply(question, ben, body="<p>Ask <strong>Ruth</strong> &amp; co.</p>")
    deeper = build.a_reply(build.a_reply(build.a_reply(first, ana), sam), ben)
    build.a_reply(deeper, ana)
    stub = build.a_reply(question, ben)
    build.a_reply(stub, ana)
    actions.take_away(stub, to=PostState.HIDDEN, expected=(PostState.VISIBLE,), reason="A child’s name <there>.")
    gone = build.a_reply(question, sam)
    build.a_reply(gone, ben)
    actions.withdraw(by=sam, post=gone)
    build.a_reply(question, build.a_newcomer("Nell & Ash <b>"))
    Reply.objects.filter(pk=deeper.pk).update(edited_at=timezone.now())
    for reader in (ana, sam):
        actions.say_it_helped(by=reader, reply=first)
    type(ben).objects.filter(pk=ben.pk).update(role="Principal “of” <all>", city="Alder Falls", state="Oregon")
    return question


def both_ways(post: Shown, question, reader, *, chosen: bool) -> tuple[str, str]:
    can_choose = rules.can_choose_answer(reader, question)
    through_its_shape = drawn(post, question=question, user=reader, can_choose=can_choose, chosen=chosen, token=lambda: TOKEN)
    words = {"post": post, "question": question, "user": reader, "can_choose": can_choose, "chosen": chosen, "csrf_token": TOKEN}
    return through_its_shape, BLANK_LINES.sub("\n", render_to_string("forum/_post.html", words))


@pytest.mark.parametrize("who", ["a stranger", "the asker", "the answerer", "a moderator", "a newcomer"])
@pytest.mark.parametrize("settled", [False, True])
def test_it_is_what_the_template_draws(thread, ana, ben, sam, who, settled):
    newcomer = Reply.objects.get(state=PostState.WAITING).author
    reader = {"a stranger": AnonymousUser(), "the asker": ana, "the answerer": ben, "a moderator": sam, "a newcomer": newcomer}[who]
    if settled:
        actions.choose_answer(by=ana, question=thread, reply=thread.replies.get(number=1), instead_of=None)
    thread.refresh_from_db()

    posts = read_run(thread, reader).posts
    tell_apart(posts)
    for post in posts:
        for chosen in {False, post.reply.pk == thread.answer_id}:
            quickly, plainly = both_ways(post, thread, reader, chosen=chosen)
            assert quickly == plainly
            assert not A_MARK.search(quickly)
    assert len(posts) >= 9


@pytest.mark.parametrize("who", ["a stranger", "the asker"])
def test_an_alias_is_drawn_as_the_template_draws_it(ana, ben, who):
    asked = build.a_question(ana, without_name=True)
    build.a_reply(build.a_reply(asked, ben), ana)
    reader = ana if who == "the asker" else AnonymousUser()

    drawings = [both_ways(post, asked, reader, chosen=False) for post in read_run(asked, reader).posts]

    assert all(quickly == plainly for quickly, plainly in drawings)
    assert ("You, shown as" in drawings[1][0]) == (who == "the asker")
    assert "Ana" not in "".join(quickly for quickly, _plainly in drawings)


@pytest.mark.parametrize("who", ["a stranger", "a moderator"])
def test_a_joined_question_a_divided_reply_and_a_closed_thread_are_drawn_as_the_template_draws_them(question, ana, ben, sam, who):
    joining.join(build.a_question(ben, title="Where are <the> keys & doors?"), to=question, at=timezone.now())
    joining.divide(build.a_reply(question, ben), title="Who pays?", at=timezone.now())
    care.close(question, why="Settled.")
    question.refresh_from_db()
    reader = sam if who == "a moderator" else AnonymousUser()

    drawings = [both_ways(post, question, reader, chosen=False) for post in read_run(question, reader).posts]

    assert len(drawings) == 2 and all(quickly == plainly for quickly, plainly in drawings)
    assert "Where are &lt;the&gt; keys &amp; doors?" in drawings[0][0]
    assert "became a question of its own" in drawings[1][0]


def test_words_stay_words(thread, ben):
    thread.replies.filter(number=1).update(body="<p>\ue000name\ue001 9770000000001</p>")

    post = read_run(thread, AnonymousUser()).posts[0]
    quickly, plainly = both_ways(post, thread, AnonymousUser(), chosen=False)

    assert quickly == plainly
    assert "<p>\ue000name\ue001 9770000000001</p>" in quickly


def test_another_language_is_another_shape(thread, settings):
    post = read_run(thread, AnonymousUser()).posts[0]
    in_english = both_ways(post, thread, AnonymousUser(), chosen=False)[0]
    with override("es"):
        quickly, plainly = both_ways(post, thread, AnonymousUser(), chosen=False)

    assert quickly == plainly
    assert quickly != in_english


def test_the_page_costs_the_same_queries_at_any_branching(thread, client, django_assert_num_queries):
    client.get(thread.get_absolute_url())

    with django_assert_num_queries(5):  # one for what people also asked, which is kept with the tree on the site
        client.get(thread.get_absolute_url())
