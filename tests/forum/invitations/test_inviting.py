"""Inviting by address: limits, one letter, and what is followed once somebody came."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.invitations import actions
from forum.invitations.models import Invitation
from forum.letters.follows import Follow
from forum.letters.models import Letter, LetterStop
from tests import build
from tests.accounts.test_signing_in import ENTER_CODE, ask_for_a_code, newest_code, who, without_csrf, words
from tests.racing import at_once

INVITE = "/my/invitations/"
ROSA = "rosa@example.org"


@pytest.fixture
def question(ana):
    return build.a_question(by=ana)


def invite(client: Client, address: str = ROSA, **more: str):
    return client.post(INVITE, {"email": address} | more)


def follows_of(person: User) -> list[tuple[str, str, str]]:
    return list(Follow.objects.filter(person=person).values_list("kind", "key", "why"))


def come_in(link: str, email: str = ROSA) -> Client:
    """By the letter's link: press, sign in by a code."""
    client = Client()
    pressed = client.post(link)
    ask_for_a_code(client, email)
    client.post(ENTER_CODE, {"code": newest_code(email)})
    assert pressed.headers["Location"].startswith("/accounts/login/?next=/")
    return client


def test_who_was_invited_to_a_question_comes_in_and_follows_it(client_of, ana, question, mailbox):
    told = client_of(ana).post(INVITE, {"email": "Rosa@example.org ", "words": "You did this in 2019.", "about": f"question:{question.pk}"}, follow=True)
    letter = mailbox.newest(ROSA)
    come_in(urlsplit(mailbox.link(ROSA)).path)

    rosa = User.objects.get(email=ROSA)
    assert "Your invitation to rosa@example.org is on its way." in words(told)
    assert "You did this in 2019." in letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == f"Ana Ruiz would like your view: {question.title}"
    assert follows_of(rosa) == [("question", str(question.pk), "invited")]
    assert Invitation.objects.get().taken_up_by == rosa
    assert "Came in" in words(client_of(ana).get(INVITE))


def test_an_invitation_to_the_site_follows_nothing(ana):
    invitation = actions.invite(by=ana, address=ROSA)

    come_in(f"/invited/{invitation.token}/")

    assert follows_of(User.objects.get(email=ROSA)) == []
    assert Invitation.objects.get().taken_up_at


def test_an_address_is_measured_in_the_letters_that_we_keep(client_of, ana):
    """“İ” is two in small letters."""
    address = "rosa@" + ".".join(["İ" * 31] * 4) + ".example"

    answer = invite(client_of(ana), address)

    assert (len(address) < 254, answer.status_code) == (True, 422)
    assert "Enter an email address of at most 254 characters" in words(answer)


def test_opening_the_link_changes_nothing(stranger_client, ana, question):
    invitation = actions.invite(by=ana, address=ROSA, kind="question", key=str(question.pk))

    page = stranger_client.get(f"/invited/{invitation.token}/")

    assert "Ana Ruiz invites you" in words(page)
    assert question.title in words(page)
    assert Invitation.objects.get().is_open
    assert "invitation" not in stranger_client.session


def test_a_member_who_presses_follows_at_once_and_once(client_of, ana, ben, question):
    invitation = actions.invite(by=ana, address=ben.email, kind="question", key=str(question.pk))

    pressed = [client_of(ben).post(f"/invited/{invitation.token}/") for _ in range(2)]

    assert [answer.status_code for answer in pressed] == [302, 200]
    assert "This invitation has been used" in words(pressed[1])
    assert follows_of(ben) == [("question", str(question.pk), "invited")]


def test_ones_own_invitation_is_not_taken_up(client_of, ana):
    invitation = actions.invite(by=ana, address=ROSA)

    client_of(ana).post(f"/invited/{invitation.token}/")

    assert Invitation.objects.get().is_open


def test_of_two_windows_one_takes_it_up(transactional_db, ana, ben):
    invitation = actions.invite(by=ana, address=ben.email)

    assert sorted(at_once(*[lambda: actions.take_up(Invitation.objects.get(pk=invitation.pk), by=ben)] * 3)) == [False, False, True]


@pytest.mark.parametrize("token", ["1", "1:forged", "x" * 300])
def test_a_link_that_is_none_of_ours_is_not_there(stranger_client, token):
    assert stranger_client.get(f"/invited/{token}/").status_code == 404


def test_what_not_everybody_may_read_is_not_told_to_a_stranger(client_of, ana, newcomer, stranger_client):
    held = build.a_question(by=newcomer, title="Where do I begin?")

    invite(client_of(ana), about=f"question:{held.pk}")

    assert Invitation.objects.get().kind == ""
    assert "Where do I begin?" not in words(stranger_client.get(f"/invited/{Invitation.objects.get().token}/"))


# ---------------------------------------------------------------- nothing tells who is a member


def test_members_and_strangers_are_invited_alike(client_of, ana, ben):
    build.a_member("Cleo Dunn", email="cleo@example.org", is_active=False)

    def answer(address: str) -> tuple:
        page = client_of(ana).post(INVITE, {"email": address}, follow=True)
        told = re.sub(r"<time [^>]*>", "", without_csrf(words(page)).replace(address, "…"))
        Invitation.objects.all().delete()
        return page.redirect_chain, told

    assert answer(ben.email) == answer("nobody@example.org") == answer("cleo@example.org")


def test_a_member_reads_it_in_their_language(ana, ben, mailbox):
    ben.speak("es")

    actions.invite(by=ana, address=ben.email)

    assert "invita" in mailbox.newest(ben.email)["Subject"]


def test_whoever_stopped_invitations_gets_none_and_nobody_is_told(client_of, ana):
    LetterStop(address=ROSA, kind="invitation").keep()

    assert invite(client_of(ana)).status_code == 302
    assert Letter.objects.count() == 0


# ---------------------------------------------------------------- limits


def test_a_newcomer_and_a_silenced_member_invite_nobody(client_of, newcomer, ana):
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=1))

    assert [invite(client_of(person)).status_code for person in (newcomer, User.objects.get(pk=ana.pk))] == [403, 403]
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(("made", "most"), [(build.a_member, 10), (build.a_moderator, 100)])
def test_so_many_a_day(client_of, db, made, most):
    person = made()
    for number in range(most):
        actions.invite(by=person, address=f"p{number}@example.org")

    answer = invite(client_of(person))

    assert answer.status_code == 429
    assert "You can send another in about 24 hours" in words(answer)
    assert Invitation.objects.count() == most


def test_three_reach_one_address_in_a_month_whoever_sends_them(client_of, db):
    answers = [invite(client_of(build.a_member(f"Ana {n}"))).status_code for n in range(4)]

    assert answers == [302, 302, 302, 429]
    assert Letter.objects.filter(address=ROSA).count() == 3


def test_nobody_is_invited_twice_to_the_same(client_of, ana, question):
    about = f"question:{question.pk}"
    answers = [invite(client_of(ana), about=about), invite(client_of(ana), about=about), invite(client_of(ana))]

    assert [answer.status_code for answer in answers] == [302, 422, 302]
    assert "You have invited them already" in words(answers[1])


def test_a_slip_after_a_full_stop_is_no_link(client_of, ana):
    said = "We met.Then at 3.30 p.m. in the U.S. you, a Ph.D., knew St. Paul."

    assert invite(client_of(ana), words=said).status_code == 302


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"email": ""}, "Enter the email address of whom you want to invite"),
        ({"email": "rosa"}, "like name@example.org"),
        ({"words": "x" * 301}, "Shorten your words to 300 characters"),
        ({"words": "See https://spam.example"}, "Leave links out"),
        ({"words": "See WWW.spam.example"}, "Leave links out"),
        ({"words": "Cheap pills.example for you"}, "Leave links out"),
        ({"words": "Look at Spam.Com/now"}, "Leave links out"),
        ({"email": "rosa@example.org\nbcc: ben@example.org"}, "like name@example.org"),
    ],
)
def test_what_cannot_be_sent_is_said_and_stays(client_of, ana, posted, sentence):
    answer = client_of(ana).post(INVITE, {"email": ROSA, "words": ""} | posted)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Letter.objects.count() == 0


# ---------------------------------------------------------------- the list, and forgetting


def test_the_list_takes_as_many_queries_for_one_as_for_three(client_of, ana, django_assert_max_num_queries):
    client = client_of(ana)
    actions.invite(by=ana, address="p0@example.org")
    client.get(INVITE)
    with django_assert_max_num_queries(20) as one:
        client.get(INVITE)
    for number in (1, 2):
        actions.invite(by=ana, address=f"p{number}@example.org")
    with django_assert_max_num_queries(20) as three:
        client.get(INVITE)

    assert len(one) == len(three)


def test_invitations_that_nobody_took_up_are_forgotten_after_sixty_days(ana, ben):
    old, fresh, taken = (actions.invite(by=ana, address=f"{name}@example.org") for name in ("old", "fresh", "taken"))
    actions.take_up(taken, by=ben)
    Invitation.objects.exclude(pk=fresh.pk).update(sent_at=timezone.now() - timedelta(days=61))

    assert actions.forget_the_old() == 1
    assert set(Invitation.objects.values_list("pk", flat=True)) == {fresh.pk, taken.pk}


def test_nothing_of_somebody_who_is_erased_stays(ana, ben):
    actions.invite(by=ana, address=ROSA)
    actions.invite(by=ben, address=ana.email)
    actions.take_up(actions.invite(by=ben, address="ana@elsewhere.example"), by=ana)
    kept = actions.invite(by=ben, address=ROSA)

    actions.forget_invitations_of(ana)

    assert list(Invitation.objects.all()) == [kept]


def test_coming_in_on_a_link_opens_no_other_account(stranger_client, ana):
    invitation = actions.invite(by=ana, address=ROSA)

    stranger_client.post(f"/invited/{invitation.token}/")

    assert who(stranger_client) is None
