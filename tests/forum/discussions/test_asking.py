"""Three short steps; one signs in at the end, and nothing typed is lost on the way."""

from __future__ import annotations


import pytest
from django.test import Client

from accounts.models import User
from forum.discussions.models import Draft, Question
from tests import build
from tests.forum.discussions.words import begin, check, hidden, page_of, sign_in, text_of

TITLE = "Who drives on Saturdays?"


@pytest.fixture
def milestone(db):
    return build.a_milestone(prompts=["Reach out", "Keep trying"])


def what_stands(question: Question) -> dict:
    question.refresh_from_db()
    return {name: getattr(question, name) for name in ("title", "body", "state", "passage_heading", "placed")} | {"page": question.page.title}


# ---------------------------------------------------------------- the whole way


def test_a_stranger_asks_signs_in_and_waits_for_review(stranger_client, milestone):
    client, passage = stranger_client, milestone.body[0].id
    key = begin(client, page=milestone, passage=passage)
    seen = client.get(check(key))
    to_sign_in = client.post(check(key))
    sign_in_page = client.get(to_sign_in.headers["Location"])
    back = sign_in(client, "rosa@example.org", come_back=check(key))
    to_name = client.get(back.headers["Location"])
    named = client.post("/accounts/name/", {"display_name": "Rosa Lind", "next": check(key)})
    here_again = client.get(named.headers["Location"])
    posted = client.post(check(key), {"agree": "on"}, follow=True)

    assert "We have one van." in text_of(seen) and TITLE in text_of(seen)
    assert to_sign_in.headers["Location"] == f"/accounts/login/?next={check(key)}"
    assert "Your words are safe." in text_of(sign_in_page)
    assert back.headers["Location"] == check(key)
    assert to_name.headers["Location"].startswith("/accounts/name/")
    assert named.headers["Location"] == check(key)
    assert "We have one van." in text_of(here_again) and TITLE in text_of(here_again)
    assert "Your question is waiting for review" in text_of(posted)
    question = Question.objects.get()
    assert question.author.display_name == "Rosa Lind"
    assert what_stands(question) == {
        "title": TITLE,
        "body": "<p>We have one van.</p>",
        "state": "waiting",
        "passage_heading": "Reach out",
        "placed": True,
        "page": milestone.title,
    }
    assert (question.passage, question.page_revision) == (passage, milestone.live_revision_id)


def test_nothing_is_posted_by_signing_in_alone(stranger_client, milestone, ana):
    key = begin(stranger_client, page=milestone)
    stranger_client.post(check(key), {"agree": "on"})

    sign_in(stranger_client, ana.email, come_back=check(key))
    stranger_client.get(check(key))

    assert Question.objects.count() == 0


def test_a_members_question_appears_at_once(client_of, ana, milestone):
    client = client_of(ana)
    posted = client.post(check(begin(client, page=milestone)), follow=True)

    assert "Your question is posted" in text_of(posted)
    assert what_stands(Question.objects.get())["state"] == "visible"
    assert TITLE in text_of(Client().get("/questions/"))
    assert TITLE in text_of(Client().get(milestone.url))


def test_the_first_post_agrees_to_the_house_rules_once(client_of, newcomer, milestone):
    client = client_of(newcomer)
    key = begin(client, page=milestone)

    without = client.post(check(key))
    assert without.status_code == 422
    assert "Tick the box to say that you are 16 or older" in text_of(without)
    assert (Question.objects.count(), TITLE in text_of(without)) == (0, True)

    client.post(check(key), {"agree": "on"})
    newcomer.refresh_from_db()
    assert newcomer.house_rules_accepted_at is not None
    assert "agree" not in page_of(client.get(check(begin(client, page=milestone))))


def test_the_page_one_came_from_is_chosen(client_of, ana, milestone):
    client = client_of(ana)
    first = client.get("/ask/", {"page": milestone.pk})

    key = begin(client, page=milestone)

    assert "Back to Broaden collaborative leadership" in text_of(first)
    assert "You came from there, so we have chosen it." in text_of(client.get(f"/ask/{key}/details/"))
    assert f'href="{milestone.url}">Save and come back later' in page_of(client.get(check(key)))
    assert client.get(f"/ask/{key}/details/").context["form"]["where"].value() == "here"


def test_another_page_can_be_chosen_and_the_passage_stays_behind(client_of, ana, milestone):
    other, client = build.a_milestone("Share the work"), client_of(ana)
    key = begin(client, page=milestone, passage=milestone.body[0].id)
    client.post(f"/ask/{key}/details/", {"details": "", "where": "other", "other_page": other.pk})

    client.post(check(key))

    question = Question.objects.get()
    assert (question.page_id, question.page_key, question.passage, question.passage_heading) == (other.pk, other.translation_key, "", "")


def test_who_is_not_sure_is_filed_on_the_guide_home_until_staff_place_it(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone)
    client.post(f"/ask/{key}/details/", {"details": "", "where": "unsure"})
    seen = client.get(check(key))

    posted = client.post(check(key), follow=True)

    question = Question.objects.get()
    assert "Staff will find the right page" in text_of(seen)
    assert "A member of staff will find the right page for it." in text_of(posted)
    assert (question.page_id, question.placed) == (build.the_home().pk, False)


def test_one_can_come_from_nowhere(client_of, ana):
    client, other = client_of(ana), build.a_stage()
    first = client.post("/ask/", {"title": TITLE})
    details = client.get(first.headers["Location"])

    assert 'value="here"' not in page_of(details)
    client.post(first.headers["Location"], {"where": "other", "other_page": other.pk})
    client.post(first.headers["Location"].replace("details", "check"))
    assert Question.objects.get().page_id == other.pk


def test_a_step_cannot_be_jumped(client_of, ana, milestone):
    client = client_of(ana)
    key = client.post("/ask/", {"title": TITLE, "page": milestone.pk}).headers["Location"].split("/")[2]

    assert client.get(check(key)).headers["Location"] == f"/ask/{key}/details/"
    assert client.post(check(key)).headers["Location"] == f"/ask/{key}/details/"
    Draft.objects.update(words={"where": "unsure"})
    assert client.post(check(key)).headers["Location"] == f"/ask/?draft={key}"
    assert Question.objects.count() == 0


def test_going_back_shows_the_words(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone, passage=milestone.body[1].id)

    first, second = client.get(f"/ask/?draft={key}"), client.get(f"/ask/{key}/details/")

    assert TITLE in page_of(first) and "Keep trying" in text_of(first)
    assert hidden(first, "draft") == key
    assert "We have one van." in page_of(second) and TITLE in text_of(second)


# ---------------------------------------------------------------- the page afterwards


def test_only_the_asker_sees_what_happens_now(client_of, stranger_client, ana, ben, sam, milestone):
    question = build.a_question(ana, on=milestone)
    address = f"/ask/posted/{question.pk}/"

    assert [client_of(person).get(address).status_code for person in (ana, ben, sam)] == [200, 404, 404]
    assert stranger_client.get(address).headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("state", ["declined", "hidden", "withdrawn"])
def test_what_is_not_posted_any_more_is_not_said_to_be(client_of, ana, state):
    question = build.a_question(ana)
    Question.objects.update(state=state)

    assert client_of(ana).get(f"/ask/posted/{question.pk}/").headers["Location"] == "/my/questions/"


def test_the_copy_on_the_device_goes_once_it_is_posted(client_of, ana, milestone):
    client = client_of(ana)
    first = page_of(client.get("/ask/"))
    key = begin(client, page=milestone)
    second = page_of(client.get(f"/ask/{key}/details/"))

    posted = page_of(client.post(check(key), follow=True))

    assert 'data-keep="ask"' in first and f'data-keep="ask-{key}"' in second
    assert 'data-clear-keep="ask"' in posted and f'data-clear-keep="ask-{key}"' in posted


def test_a_member_without_a_name_is_asked_for_it_before_anything_is_posted(client_of, milestone):
    nameless = User.objects.create_user("rosa@example.org")
    client = client_of(nameless)
    Draft.objects.create(key=(key := "3b0a2d0e-6a5a-4f5c-9d39-7c3d7c9e5f10"), kind="question", owner=nameless, words={"title": TITLE, "where": "unsure"})

    press = client.post(check(key), {"agree": "on"})

    assert press.headers["Location"] == f"/accounts/name/?next={check(key)}"
    assert Question.objects.count() == 0


@pytest.mark.parametrize("step", ["details", "check"])
def test_signed_out_at_a_later_step_one_reads_the_way_back(client_of, ana, milestone, step):
    client = client_of(ana)
    key = begin(client, page=milestone)
    client.post("/accounts/logout/")

    press = client.post(f"/ask/{key}/{step}/", {"details": "We have two vans now.", "where": "here"})

    assert press.status_code == 404
    assert f'href="/accounts/login/?next=/ask/{key}/{step}/"' in page_of(press)
    assert "We have two vans now." in page_of(press)
    assert "We have one van." not in page_of(press)
    back = sign_in(client, ana.email, come_back=f"/ask/{key}/{step}/")
    assert "We have one van." in page_of(client.get(back.headers["Location"]))
