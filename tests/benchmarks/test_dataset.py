"""The data set maker: what it makes could have been written by people, and every count of it is right."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from benchmarks import dataset
from benchmarks.dataset import Size, make_dataset
from forum import html
from forum.discussions import actions
from forum.discussions.counts import recount
from forum.discussions.models import DEPTH_STORED, Helped, PostState, Question, Reply, Standing, Tally, path_under
from tests import build

SMALL = Size(members=40, questions=60, replies=600, longest=120, seed=7)


@pytest.fixture
def milestone(db):
    return build.a_milestone()


@pytest.fixture
def made(milestone):
    assert make_dataset(SMALL)


def test_it_makes_as_many_as_it_was_told(made):
    assert (User.objects.count(), Question.objects.count(), Reply.objects.count()) == (40, 60, 600)
    assert Question.objects.order_by("-last_number")[0].last_number == 120


def test_stored_counts_are_those_of_the_rows(made):
    stored = {question.pk: (question.reply_count, question.replies_by_others, question.standing) for question in Question.objects.all()}

    counted = {question.pk: (question.reply_count, question.replies_by_others, question.standing) for question in map(recount, Question.objects.all())}

    assert stored == counted


def test_tallies_are_those_of_the_questions(made):
    expected = Counter()
    for question in Question.objects.visible():
        for passage in {"", question.passage}:
            expected[str(question.page_key), passage, "questions"] += 1
            expected[str(question.page_key), passage, "answered"] += question.standing == Standing.ANSWERED
            expected[str(question.page_key), passage, "waiting"] += question.standing == Standing.WAITING

    stored = {(str(tally.page_key), tally.passage, name): getattr(tally, name) for tally in Tally.objects.all() for name in ("questions", "answered", "waiting")}

    assert stored == expected
    assert any(tally.passage for tally in Tally.objects.all())


def test_numbers_paths_and_children_are_as_the_site_gives_them(made):
    for question in Question.objects.all():
        replies = list(question.replies.select_related("parent").order_by("number"))
        assert [reply.number for reply in replies] == list(range(1, question.last_number + 1))
        assert [reply.path for reply in replies] == [path_under(reply.parent, reply.number) for reply in replies]
        children = Counter(reply.parent_id for reply in replies if reply.state == PostState.VISIBLE)
        assert {reply.pk: reply.child_count for reply in replies} == {reply.pk: children[reply.pk] for reply in replies}
    assert max(reply.depth for reply in Reply.objects.all()) == DEPTH_STORED


def test_thanks_are_counted(made):
    thanks = Counter(Helped.objects.values_list("reply_id", flat=True))

    assert thanks
    assert {reply.pk: reply.helped_count for reply in Reply.objects.filter(helped_count__gt=0)} == thanks


def test_there_is_some_of_everything(made):
    assert set(Reply.objects.values_list("state", flat=True)) == set(PostState.values) - {PostState.ELSEWHERE}  # few threads are ever joined
    assert set(Question.objects.visible().values_list("standing", flat=True)) == {Standing.ANSWERED, Standing.TALKING, Standing.WAITING}


def test_words_are_clean_and_as_long_as_a_post(made):
    bodies = list(Reply.objects.values_list("body", flat=True))

    assert [html.clean(body) for body in bodies[:50]] == bodies[:50]
    assert 540 < sum(map(len, bodies)) / len(bodies) < 740


def test_people_go_on_where_it_ended(made):
    question = Question.objects.order_by("-last_number")[0]

    reply = actions.reply(by=User.objects.exclude(first_post_approved_at=None)[0], question=question, body="<p>One more.</p>")

    assert reply.number == 121


def test_the_same_seed_gives_the_same_words(made):
    first = list(Reply.objects.order_by("pk").values_list("body", "path"))
    Question.objects.update(answer=None, answer_chosen_by=None, answer_chosen_at=None)
    Helped.objects.all().delete()
    Reply.objects.update(parent=None)
    for model in (Reply, Question, Tally, User):
        model.objects.all().delete()

    make_dataset(SMALL)

    assert list(Reply.objects.order_by("pk").values_list("body", "path")) == first


def test_again_it_adds_nothing(made):
    assert make_dataset(SMALL) is False
    assert Reply.objects.count() == 600


def test_a_killed_run_leaves_nothing(milestone, monkeypatch):
    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(dataset.Maker, "write_tallies", killed)
    with pytest.raises(KeyboardInterrupt):
        make_dataset(SMALL)
    monkeypatch.undo()

    assert not User.objects.exists()
    assert make_dataset(SMALL)


def make_with(**numbers) -> None:
    call_command("make_dataset", verbosity=0, **{"members": 10, "questions": 5, "replies": 20, "longest": 10, **numbers})


def test_the_command_makes_it(milestone, capsys):
    make_with()

    assert Reply.objects.count() == 20


def test_real_people_are_left_alone(milestone, ana):
    with pytest.raises(CommandError, match="There are real people in this database"):
        make_with()

    assert not Question.objects.exists()


def test_a_public_site_gets_none(milestone, settings):
    settings.DEMONSTRATION_ALLOWED = False

    with pytest.raises(CommandError, match="no place on a public site"):
        make_with()


def test_another_data_set_is_not_mixed_in(made):
    with pytest.raises(CommandError, match="another size or seed"):
        make_with()


def test_without_a_guide_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_starter_guide"):
        make_with()


def test_a_thread_longer_than_all_replies_is_refused(milestone):
    with pytest.raises(CommandError, match="longest thread"):
        make_with(longest=30)
