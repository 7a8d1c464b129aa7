"""Asking without one's name: chosen on the way, the same alias in the thread, and one's name afterwards if one likes."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.names import check_display_name
from forum.discussions import actions, joining
from forum.discussions.aliases import HOW_MANY, Alias, new_alias
from forum.discussions.models import Draft, Question
from forum.discussions.threads import read_run
from tests import build
from tests.build import fresh
from tests.forum.discussions.words import begin, check, text_of
from tests.house import sources


@pytest.fixture
def as_ana(ana, client_of):
    return client_of(ana)


@pytest.fixture
def hidden(ana) -> Question:
    """Ana's question, without her name."""
    return fresh(build.a_question(ana, without_name=True))


def choose_an_alias(client, key: str, **more: str) -> None:
    client.post(f"/ask/{key}/details/", {"draft": key, "kind": "question", "details": "We have one van.", "where": "here", "shown": "alias"} | more)


# ---------------------------------------------------------------- on the way


def test_the_asker_sees_the_alias_before_it_is_posted(as_ana, ana):
    key = begin(as_ana)
    choose_an_alias(as_ana, key)
    seen = text_of(as_ana.get(check(key)))
    as_ana.post(check(key), {"agree": "on"})

    asked = Question.objects.get()
    assert asked.author.shown_name.startswith("Anonymous ") and asked.author.shown_name in seen
    assert "Ana Ruiz" not in seen.partition("Check your question")[2].partition("Post your question")[0]
    assert (asked.author_id, asked.person_behind) == (ana.pk, ana)


def test_without_a_choice_the_name_is_shown(as_ana, ana):
    key = begin(as_ana)
    seen = text_of(as_ana.get(check(key)))
    as_ana.post(check(key), {"agree": "on"})

    assert "Your name, role and place" in seen
    assert Question.objects.get().author == ana


def test_words_that_tell_are_pointed_out(as_ana, ana):
    type(ana).objects.filter(pk=ana.pk).update(city="Cedar Notch")
    key = begin(as_ana)
    choose_an_alias(as_ana, key, details="Here in cedar notch I, Ana, have one van. Banana.")

    assert "They hold “Ana”, “Cedar Notch”" in text_of(as_ana.get(check(key)))


def test_a_choice_that_is_none_is_refused(as_ana):
    key = begin(as_ana)
    answer = as_ana.post(f"/ask/{key}/details/", {"draft": key, "kind": "question", "details": "Kept.", "where": "here", "shown": "mask"})

    assert answer.status_code == 422 and "Choose how others should see you" in text_of(answer)
    assert Draft.objects.get().words["details"] == "Kept."


# ---------------------------------------------------------------- the alias


def test_replies_of_the_asker_stand_under_the_same_alias(hidden, ana, ben):
    theirs = build.a_reply(hidden, ben)
    own = [build.a_reply(hidden, ana), build.a_reply(theirs, ana)]

    assert {fresh(reply).author for reply in own} == {hidden.author}
    assert fresh(theirs).author == ben


def test_another_question_has_another_alias(ana, hidden):
    taken = {Alias(build.a_question(ana, without_name=True).alias).shown_name for _n in range(3)}

    assert len(taken | {hidden.author.shown_name}) == 4


def test_nobody_takes_the_alias_of_somebody_else_by_making_up_a_key(ana, ben, client_of):
    theirs = Question.objects.free_alias(uuid.UUID(int=47))
    build.a_question(ana, without_name=True)
    Question.objects.update(alias=theirs)
    client = client_of(ben)
    client.post("/ask/", {"draft": str(uuid.UUID(int=47)), "kind": "question", "title": "Who?"})
    choose_an_alias(client, str(uuid.UUID(int=47)), where="unsure")
    seen = text_of(client.get(check(str(uuid.UUID(int=47)))))
    client.post(check(str(uuid.UUID(int=47))), {"agree": "on"})

    asked = Question.objects.get(author=ben)
    assert asked.alias not in ("", theirs) and asked.author.shown_name in seen


def test_an_alias_is_not_given_twice_to_one_person():
    assert new_alias("heron-47", taken={"heron-47"}) != "heron-47"
    assert new_alias("heron-47", taken=set()) == "heron-47"
    assert len({new_alias("", taken=set()) for _n in range(HOW_MANY // 10)}) > 100


def test_an_alias_has_nothing_of_a_person(hidden):
    alias = hidden.author

    assert (bool(alias), alias.shown_role, alias.shown_place, alias.is_coalition_staff) == (False, "", "", False)
    assert not any(hasattr(alias, name) for name in ("pk", "id", "email", "joined_at", "organisation"))


def test_saving_a_question_keeps_its_author(hidden, ana):
    asked = Question.objects.select_related("author").get(pk=hidden.pk)
    asked.title = "Who locks up?"
    asked.save()

    assert fresh(asked).author_id == ana.pk


def test_whoever_was_joined_to_another_thread_keeps_the_alias_there(hidden, ana, ben):
    host = build.a_question(ben)
    joining.join(hidden, to=host, at=timezone.now())

    assert build.a_reply(fresh(host), ana).author == hidden.author


def test_nobody_sees_who_begins_to_write_before_an_alias_replies(hidden, as_ana, ben, client):
    host = build.a_question(ben)
    joining.join(hidden, to=host, at=timezone.now())

    refused = as_ana.post(f"/questions/{host.pk}/answering/")

    assert refused.status_code == 403 and "You show no name in this thread" in text_of(refused)
    assert not fresh(host).is_being_answered


def test_the_alias_chooses_the_answer(hidden, ana, ben, client):
    reply = build.a_reply(hidden, ben)
    actions.choose_answer(by=ana, question=hidden, reply=reply, instead_of=None)

    assert f"Answer chosen by {hidden.author.shown_name}" in text_of(client.get(hidden.get_absolute_url()))


def test_aliases_ask_nothing_more_of_the_database(hidden, ana, ben, django_assert_num_queries):
    named = build.a_question(ben)
    for question, by in ((hidden, ana), (named, ben)):
        for _n in range(3):
            build.a_reply(question, by)

    for question in (named, hidden):
        with django_assert_num_queries(1):
            run = read_run(question, AnonymousUser())
            assert len({post.reply.author.shown_name for post in run.posts}) == 1




# ---------------------------------------------------------------- the asker's own page


def test_the_asker_reads_how_they_are_shown(hidden, as_ana, ana, client):
    build.a_reply(hidden, ana)

    assert text_of(as_ana.get(hidden.get_absolute_url())).count(f"You, shown as {hidden.author.shown_name}") == 2
    assert "You, shown as" not in text_of(client.get(hidden.get_absolute_url()))


def test_the_name_can_be_shown_afterwards(hidden, as_ana, ana, client):
    reply = build.a_reply(hidden, ana)
    page = f"/my/questions/{hidden.pk}/name/"
    before, shown, again = text_of(as_ana.get(page)), as_ana.post(page), as_ana.post(page)

    assert hidden.author.shown_name in before and "You cannot hide it again" in before
    assert shown.headers["Location"] == again.headers["Location"] == hidden.get_absolute_url()
    assert (fresh(hidden).author, fresh(reply).author) == (ana, ana)
    assert text_of(client.get(hidden.get_absolute_url())).count("Ana Ruiz") >= 2
    assert "It cannot be hidden afterwards" in text_of(as_ana.get(page))


def test_nobody_else_shows_a_name(hidden, client, client_of, sam):
    assert client_of(sam).post(f"/my/questions/{hidden.pk}/name/").status_code == 404
    assert client.post(f"/my/questions/{hidden.pk}/name/").status_code == 302
    assert fresh(hidden).alias


@pytest.mark.parametrize("name", ["Anonymous Heron 47", "An0nymous", "anonymous teacher", "Garza 47 (sin nombre)"])
def test_nobody_can_call_themselves_by_an_alias(name):
    with pytest.raises(ValidationError, match="Choose a name of your own"):
        check_display_name(name)


def test_no_template_knows_the_person_behind():
    """Templates show `author`. The page for a look passes its person on."""
    drawn = re.compile(r"person_behind|\{\{[^}]*\b(author|answer_chosen_by)(_id|\.pk|\.id|\.email)\b")

    assert {path: found[0] for path, text in sources.templates().items() if (found := drawn.search(text))} == {}
