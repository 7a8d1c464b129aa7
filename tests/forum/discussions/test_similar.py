"""Has this been answered already? Offered while one types, and on a page of its own without script."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.discussions import actions, limits
from forum.discussions.models import Draft, MeToo, PostState, Question
from tests import build
from tests.forum.discussions.words import a_key, hidden, page_of, sign_in, text_of
from tests.guide.search.reading import the_worker_reads

TYPED = "How do principals join before there is money?"


def look(client: Client, typed: str = TYPED, **more: str):
    return client.post("/ask/similar/", {"title": typed, **more})


def titles(answer) -> list[str]:
    html = page_of_html(answer.json()["html"])
    return [link.split("</a>")[0].split(">", 1)[1].replace("<mark>", "").replace("</mark>", "") for link in html.split("<li><a ")[1:]]


def page_of_html(html: str) -> str:
    return " ".join(html.split())


@pytest.fixture
def milestone(db):
    return build.a_milestone(prompts=["Bring principals in before the money"])


@pytest.fixture
def asked(ana, milestone):
    question = build.a_question(ana, on=milestone, title="How do we bring principals in before there is any money?")
    the_worker_reads()
    return question


def test_the_first_question_on_the_site_is_offered_with_the_guide(stranger_client, asked):
    answer = look(stranger_client)

    assert titles(answer) == [asked.title, "Bring principals in before the money"]
    assert answer.json()["said"] == "Found: 1 similar question, 1 passage of the guide"
    assert "<mark>principals</mark>" in answer.json()["html"]
    assert f'href="{asked.get_absolute_url()}"' in answer.json()["html"]
    assert f'href="{asked.page.url}#passage-{asked.page.specific.body[0].id}"' in answer.json()["html"]


def test_a_story_is_offered_too(stranger_client, milestone):
    build.a_story("How four principals found money", milestones=[milestone])
    the_worker_reads()

    assert "How four principals found money" in titles(look(stranger_client))


def test_the_likest_comes_first(stranger_client, asked, ben):
    build.a_question(ben, title="Who feeds the principals?")
    likest = build.a_question(ben, title="How can principals join before money is there?")
    the_worker_reads()

    assert titles(look(stranger_client))[:2] == [likest.title, asked.title]


@pytest.mark.parametrize("typed", ["", "   ", "how", "do we", "Zebras quarrel loudly", "the and of", "\x00", "%&|'\"():*", "principals " * 90])
def test_odd_words_and_words_of_nobody_are_no_error(stranger_client, asked, typed):
    answer = look(stranger_client, typed)

    assert answer.status_code == 200
    assert (titles(answer) != []) == typed.startswith("principals")


def test_one_common_word_of_many_is_not_alike(stranger_client, asked):
    assert titles(look(stranger_client, "Which lunch menus please parents, teachers and principals most on excursions?")) == []


@pytest.mark.parametrize("state", [PostState.WAITING, PostState.HIDDEN, PostState.DECLINED, PostState.WITHDRAWN])
def test_what_does_not_stand_on_the_site_is_offered_to_nobody(client_of, sam, ana, asked, state):
    """Not even where the search still has its words, and not to whoever may read it elsewhere."""
    Question.objects.filter(pk=asked.pk).update(state=state)

    for client in (Client(), client_of(ana), client_of(sam)):
        assert asked.title not in titles(look(client))


def test_a_page_off_the_site_is_not_offered(stranger_client, asked):
    asked.page.unpublish()

    assert "Bring principals in before the money" not in titles(look(stranger_client))


def test_what_was_typed_is_kept_nowhere(stranger_client, asked):
    answer = look(stranger_client)

    assert "no-store" in answer.headers["Cache-Control"]
    assert Draft.objects.count() == 0
    assert stranger_client.get("/ask/similar/").status_code == 405


def test_many_are_found_with_as_many_statements_as_one(stranger_client, asked, ben, django_assert_max_num_queries):
    look(stranger_client)
    for number in range(6):
        build.a_question(ben, title=f"How do principals join before money comes, time {number}?")
    the_worker_reads()

    with django_assert_max_num_queries(10):
        assert len(titles(look(stranger_client))) == 4


def test_too_many_looks_are_answered_in_words(client_of, ana, asked, monkeypatch):
    monkeypatch.setattr(limits, "LOOKS_PER_MEMBER", {"most": 2, "seconds": 600})
    client = client_of(ana)

    answers = [look(client) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json() == {"said": "We stopped looking for similar questions for about 10 minutes. You can go on with yours."}
    assert int(answers[2].headers["Retry-After"]) > 0


# ---------------------------------------------------------------- without script


def step_one(client: Client, title: str = TYPED, **more: str):
    form = client.get("/ask/")
    return client.post("/ask/", {"draft": hidden(form, "draft"), "kind": "question", "title": title, **more})


def test_without_script_the_next_page_shows_them_and_one_goes_on(stranger_client, asked):
    pressed = step_one(stranger_client)
    page = stranger_client.get(pressed.headers["Location"])
    key = str(Draft.objects.get().key)

    assert pressed.headers["Location"] == f"/ask/{key}/similar/"
    assert asked.title in text_of(page) and TYPED in text_of(page)
    assert f'href="/ask/{key}/details/">None of these, continue' in page_of(page)
    assert f'href="/ask/?draft={key}"' in page_of(page)


def test_whoever_saw_them_while_typing_goes_on_at_once(stranger_client, asked):
    assert step_one(stranger_client, looked="1").headers["Location"].endswith("/details/")


def test_where_nothing_is_similar_one_goes_on_at_once(stranger_client, asked):
    pressed = step_one(stranger_client, "Zebras quarrel loudly?")
    key = pressed.headers["Location"].split("/")[2]

    assert pressed.headers["Location"] == f"/ask/{key}/details/"
    assert stranger_client.get(f"/ask/{key}/similar/").headers["Location"] == f"/ask/{key}/details/"


def test_the_list_of_somebody_elses_draft_is_not_shown(stranger_client, client_of, ben, asked):
    address = step_one(stranger_client).headers["Location"]

    assert client_of(ben).get(address).status_code == 404
    assert Client().get(address).status_code == 404


# ---------------------------------------------------------------- I have this question too, instead


def test_a_stranger_says_me_too_instead_and_the_draft_goes(stranger_client, client_of, ben, asked):
    address = step_one(stranger_client).headers["Location"]
    key = address.split("/")[2]
    me_too = f"/questions/{asked.pk}/me-too/?draft={key}"
    assert f'href="{me_too}"' in page_of(stranger_client.get(address))

    sign_in(stranger_client, ben.email, come_back=me_too)
    shown = stranger_client.get(me_too)
    said = stranger_client.post(me_too, {"draft": key, "throw_away": "1"})
    after = stranger_client.get(said.headers["Location"])

    assert f"“{TYPED}”" in text_of(shown)
    assert "You follow it, and you hear when somebody answers." in text_of(after)
    assert f'data-clear-keep="ask-title-{key}"' in page_of(after)
    assert (Draft.objects.count(), MeToo.objects.get().member) == (0, ben)
    assert "data-clear-keep" not in page_of(stranger_client.get(said.headers["Location"]))


def test_the_draft_stays_unless_one_says_so(client_of, ben, asked):
    client = client_of(ben)
    key = step_one(client).headers["Location"].split("/")[2]

    client.post(f"/questions/{asked.pk}/me-too/", {"draft": key})

    assert Draft.objects.get().words["title"] == TYPED
    assert MeToo.objects.count() == 1


def test_nobody_throws_away_somebody_elses_draft(client_of, ben, asked):
    owner = build.a_member("Gus Weber")
    Draft.objects.create(key=(key := a_key()), kind="question", owner=owner, words={"title": TYPED})

    shown = client_of(ben).get(f"/questions/{asked.pk}/me-too/", {"draft": key})
    client_of(ben).post(f"/questions/{asked.pk}/me-too/", {"draft": key, "throw_away": "1"})

    assert TYPED not in page_of(shown)
    assert Draft.objects.count() == 1


def test_ones_own_question_has_no_such_link(client_of, ana, asked):
    assert "me-too" not in look(client_of(ana)).json()["html"]


def test_a_hidden_question_cannot_be_had_too(client_of, ben, asked):
    actions.take_away(asked, to=PostState.HIDDEN, expected=("visible",))

    assert client_of(ben).get(f"/questions/{asked.pk}/me-too/").status_code == 404
