"""Following a thing, with an account or with an address alone; and all of it on one page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.profile import drop_the_unentered, member_for
from forum.letters import following
from forum.letters.links import Wish, mailbox_token
from forum.letters.models import Follow, Letter, LetterStop
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(ana):
    return build.a_question(ana, title="Who drives on Saturdays?")


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def follow_by_mail(client, question, address="val@example.org", pace="at_once"):
    return client.post(f"/follow/question/{question.pk}/", {"address": address, "pace": pace})


def follows() -> list[tuple]:
    return list(Follow.objects.exclude(why="asked").order_by("id").values_list("person__email", "address", "kind", "key", "pace"))


# ---------------------------------------------------------------- a member


def test_a_member_follows_changes_the_pace_and_stops(client_of, ben, question):
    client, address = client_of(ben), f"/follow/question/{question.pk}/"

    answer = client.post(address, {"pace": "at_once"}, follow=True)
    assert "You follow “Who drives on Saturdays?”." in page(answer)
    assert follows() == [(ben.email, "", "question", str(question.pk), "at_once")]
    client.post(address, {"pace": "daily"})
    assert follows()[0][-1] == "daily"
    client.post(address, {"stop": "yes"})
    assert follows() == []


def test_without_a_pace_the_form_says_so(client_of, ben, question):
    answer = client_of(ben).post(f"/follow/question/{question.pk}/", {})

    assert answer.status_code == 422
    assert "Choose how soon you want to know" in page(answer)


def test_a_page_is_followed_by_all_its_languages_key(client_of, ben):
    milestone = build.a_milestone()

    answer = client_of(ben).get(f"/follow/page/{milestone.translation_key}/")

    assert "Stage 1, Milestone 1: Broaden collaborative leadership" in page(answer)


@pytest.mark.parametrize("address", ["question/0", "question/x", "page/x", "place/XX", "author/1", "nothing/1"])
def test_what_is_not_there_cannot_be_followed(client, address):
    assert client.get(f"/follow/{address}/").status_code == 404


def test_a_question_that_waits_is_followed_by_nobody_else(client_of, client, ben, newcomer):
    held = build.a_question(newcomer)

    assert [one.get(f"/follow/question/{held.pk}/").status_code for one in (client, client_of(ben))] == [404, 404]


def test_choosing_mail_takes_back_a_stop(client_of, ben, question):
    LetterStop(person=ben, question=question.pk).keep()

    client_of(ben).post(f"/follow/question/{question.pk}/", {"pace": "at_once"})

    assert not LetterStop.objects.exists()


def test_nobody_follows_without_end(client_of, ben, question, monkeypatch):
    monkeypatch.setattr(following, "AT_MOST", 1)
    following.follow("place", "UT", person=ben)

    answer = client_of(ben).post(f"/follow/question/{question.pk}/", {"pace": "daily"})

    assert answer.status_code == 409
    assert "that is as many as we can keep" in page(answer)


# ---------------------------------------------------------------- an address alone


def test_an_address_is_confirmed_by_a_button_and_reading_changes_nothing(client, question, mailbox):
    assert "Look in your mail" in page(follow_by_mail(client, question))
    link = re.search(r"http\S+/follow/confirm/\S+", words_of(mailbox.newest("val@example.org")))[0]
    address = link.partition("localhost:8000")[2] or link

    assert client.get(address).status_code == 200
    assert follows() == []
    assert "You follow it now" in page(client.post(address))
    client.post(address)
    assert follows() == [(None, "val@example.org", "question", str(question.pk), "at_once")]


def test_known_and_unknown_addresses_read_and_cost_the_same(client, ben, question, django_assert_num_queries):
    follow_by_mail(client, question, "first@example.org")
    with django_assert_num_queries(6) as for_a_member:
        member = follow_by_mail(client, question, ben.email)
    with django_assert_num_queries(len(for_a_member)):
        stranger = follow_by_mail(client, question, "val@example.org")

    assert page(member).replace(ben.email, "") == page(stranger).replace("val@example.org", "")
    assert Letter.objects.filter(kind="follow-confirm").count() == 3


def test_a_members_address_follows_as_the_member(client, ben, question):
    done = client.post(f"/follow/confirm/{Wish(ben.email, 'question', str(question.pk), 'daily').token}/")

    assert 'href="/my/following/"' in done.content.decode()
    assert follows() == [(ben.email, "", "question", str(question.pk), "daily")]


def test_the_address_of_a_closed_account_reads_the_same_and_follows_nothing(client, ben, question):
    User.objects.filter(pk=ben.pk).update(is_active=False)

    done = client.post(f"/follow/confirm/{Wish(ben.email, 'question', str(question.pk), 'daily').token}/")

    assert "You follow it now" in page(done)
    assert follows() == []


def test_an_address_for_which_a_code_was_asked_and_never_entered_is_nobodys(client, ana, question):
    """Anybody may have typed it. Its row goes within a day, whatever was told to the address meanwhile."""
    row = member_for("val@example.org")

    client.post(f"/follow/confirm/{Wish('val@example.org', 'question', str(question.pk), 'at_once').token}/")
    build.a_reply(question, by=ana)
    tell_everybody()
    User.objects.filter(pk=row.pk).update(joined_at=timezone.now() - timedelta(days=2))

    assert drop_the_unentered() == 1
    assert follows() == [(None, "val@example.org", "question", str(question.pk), "at_once")]
    assert Letter.objects.filter(address="val@example.org", kind="reply").count() == 1


def test_a_forged_link_is_known_for_what_it_is(client):
    answers = [client.get("/follow/confirm/x/"), client.post("/follow/confirm/x:y/"), client.get("/follow/by-mail/x:y/")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert "We do not know that link" in page(answers[0])


def test_too_many_letters_to_one_address_are_refused(client, question):
    answers = [follow_by_mail(client, question) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "You can have another in about 60 minutes." in page(answers[-1]) and "Retry-After" in answers[-1].headers
    assert b'value="val@example.org"' in answers[-1].content, "nothing typed is lost"


def test_an_address_changes_and_stops_what_it_follows_by_its_link(client, question):
    following.follow("question", question.pk, address="val@example.org", pace="at_once")
    utah = following.follow("place", "UT", address="val@example.org", pace="weekly")
    other = following.follow("place", "UT", address="other@example.org", pace="weekly")
    link = f"/follow/by-mail/{mailbox_token('val@example.org')}/"

    assert "Who drives on Saturdays?" in page(client.get(link))
    client.post(link, {f"pace-{utah.pk}": "daily", f"pace-{other.pk}": "daily", "stop": ""})
    client.post(link, {"stop": Follow.objects.get(kind="question").pk})

    assert [(wish.address, wish.pace) for wish in Follow.objects.order_by("id")] == [("val@example.org", "daily"), ("other@example.org", "weekly")]


def test_an_address_without_an_account_chooses_among_its_own_paces(client):
    """There is no setting that a blank one could follow, and no site to see it on."""
    utah = following.follow("place", "UT", address="val@example.org", pace="weekly")

    for said in ("", "on_site", "nonsense"):
        client.post(f"/follow/by-mail/{mailbox_token('val@example.org')}/", {f"pace-{utah.pk}": said})

    assert follows() == [(None, "val@example.org", "place", "UT", "weekly")]


def test_who_joins_takes_over_what_the_address_followed(client, question, ben):
    following.follow("question", question.pk, address=ben.email, pace="daily")

    client.force_login(ben)

    assert follows() == [(ben.email, "", "question", str(question.pk), "daily")]


# ---------------------------------------------------------------- all of it on one page


def test_one_page_shows_all_changes_and_stops(client_of, ben, question):
    wish = following.follow("question", question.pk, person=ben, why=Follow.Why.REPLIED)
    place = following.follow("place", "UT", person=ben, pace="weekly")
    client = client_of(ben)

    words = page(client.get("/my/following/"))
    assert "Who drives on Saturdays?" in words and "Utah" in words and "You replied to it" in words
    client.post("/my/following/", {f"pace-{wish.pk}": "daily", f"pace-{place.pk}": "weekly"})
    assert Follow.objects.get(pk=wish.pk).pace == "daily"
    client.post("/my/following/", {"stop": wish.pk})
    client.post("/my/following/", {"stop": place.pk})

    assert follows() == [(ben.email, "", "question", str(question.pk), "mute")]  # replies to theirs would reach them otherwise


def test_stopping_one_keeps_what_was_changed_for_another(client_of, ben, question):
    wish, place = following.follow("question", question.pk, person=ben), following.follow("place", "UT", person=ben, pace="weekly")

    client_of(ben).post("/my/following/", {f"pace-{place.pk}": "daily", f"pace-{wish.pk}": "", "stop": wish.pk})

    assert follows() == [(ben.email, "", "place", "UT", "daily")]


def test_a_stop_from_a_letter_shows_and_is_taken_back_there(client_of, ben, question):
    wish = following.follow("question", question.pk, person=ben, pace="at_once")
    LetterStop(person=ben, question=question.pk).keep()
    client = client_of(ben)

    assert re.search(r'<option value="on_site" selected>', client.get("/my/following/").content.decode())
    client.post("/my/following/", {f"pace-{wish.pk}": "on_site"})
    assert LetterStop.objects.exists()
    client.post("/my/following/", {f"pace-{wish.pk}": "at_once"})
    assert not LetterStop.objects.exists()


def test_what_is_gone_can_still_be_stopped(client_of, ben, question):
    for number, one in enumerate((question, build.a_question())):
        wish = following.follow("question", one.pk, person=ben)
        Follow.objects.filter(pk=wish.pk).update(since=timezone.now() - timedelta(days=number))
    type(question).objects.update(state="hidden")

    answer = client_of(ben).get("/my/following/")

    controls = re.findall(r'class="vh"> (.*?)</span>', answer.content.decode())
    assert len({*controls}) == 2 and all(one.startswith("Something that is not here any more, ") for one in controls)
    assert question.title not in page(answer)


def test_the_page_costs_the_same_with_one_and_with_three_of_a_kind(client_of, ben, django_assert_num_queries, django_assert_max_num_queries):
    questions, client = [build.a_question() for _ in range(3)], client_of(User.objects.get(pk=ben.pk))
    following.follow("question", questions[0].pk, person=ben)
    with django_assert_max_num_queries(7) as one:
        client.get("/my/following/")
    for question in questions[1:]:
        following.follow("question", question.pk, person=ben)

    with django_assert_num_queries(len(one)):
        client.get("/my/following/")
