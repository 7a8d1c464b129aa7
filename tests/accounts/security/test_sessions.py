"""Where one is signed in, and ending that."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.security import sessions
from tests.accounts.test_signing_in import ENTER_CODE, ask_for_a_code, newest_code, who, words

SECURITY = "/accounts/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


def signed_in(person: User, user_agent: str = FIREFOX) -> Client:
    """By the code, as people do."""
    client = Client(HTTP_USER_AGENT=user_agent)
    ask_for_a_code(client, person.email)
    client.post(ENTER_CODE, {"code": newest_code(person.email)})
    return client


def listed(client: Client) -> list[tuple[str, bool]]:
    return [(str(one.device), one.is_this_one) for one in client.get(SECURITY).context["sessions"]]


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_the_page_lists_ones_own_sessions_and_nobody_elses(ana, ben):
    phone, desk = signed_in(ana, IPHONE), signed_in(ana, FIREFOX)
    signed_in(ben, IPHONE)

    assert listed(desk) == [("Firefox · Windows", True), ("Safari · iPhone", False)]
    assert listed(phone) == [("Safari · iPhone", True), ("Firefox · Windows", False)]


def test_two_browsers_alike_have_buttons_that_say_which(ana):
    for day in (1, 2):
        UserSession.objects.filter(pk=row_of(signed_in(ana)).pk).update(created_at=timezone.now() - timedelta(days=day))

    buttons = re.findall(r"Sign out there(.*?)</button>", signed_in(ana).get(SECURITY).content.decode())

    assert len({*buttons}) == 2


def test_ending_a_session_signs_that_device_out(ana):
    phone, desk = signed_in(ana, IPHONE), signed_in(ana)

    ended = desk.post(f"/accounts/sessions/{row_of(phone).pk}/end/", follow=True)

    assert "That session is over." in words(ended)
    assert (who(phone), who(desk)) == (None, ana.email)
    assert phone.get("/my/questions/").status_code == 302
    assert listed(desk) == [("Firefox · Windows", True)]


def test_nobody_ends_the_session_of_another(ana, ben):
    anas, bens = signed_in(ana), signed_in(ben)

    refused = bens.post(f"/accounts/sessions/{row_of(anas).pk}/end/")

    assert refused.status_code == 404
    assert who(anas) == ana.email


def test_all_the_others_end_at_once(ana, ben):
    others, here, bens = [signed_in(ana), signed_in(ana)], signed_in(ana), signed_in(ben)

    here.post("/accounts/sessions/end-others/")

    assert [who(client) for client in (*others, here, bens)] == [None, None, ana.email, ben.email]


def test_a_session_from_before_the_list_is_on_it(client_of, ana):
    client = client_of(ana)

    assert [this_one for _device, this_one in listed(client)] == [True]


def test_the_list_takes_as_many_queries_for_one_as_for_four(ana, django_assert_max_num_queries):
    here = signed_in(ana)
    here.get(SECURITY)
    with django_assert_max_num_queries(20) as one:
        here.get(SECURITY)
    for _ in range(3):
        signed_in(ana)
    with django_assert_max_num_queries(20) as four:
        here.get(SECURITY)

    assert len(one) == len(four)


def test_a_session_is_seen_once_an_hour_and_a_page_costs_nothing_more(ana, monkeypatch):
    client = signed_in(ana)
    client.get(SECURITY)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    client.get(SECURITY)
    before = row_of(client).last_seen_at
    real = sessions.time.time
    monkeypatch.setattr(sessions.time, "time", lambda: real() + sessions.HOW_OFTEN + 1)

    client.get(SECURITY)

    assert timezone.now() - before > timedelta(hours=20)
    assert timezone.now() - row_of(client).last_seen_at < timedelta(minutes=1)


def test_rows_of_sessions_that_ran_out_are_dropped(ana, ben):
    anas, bens = signed_in(ana), signed_in(ben)
    UserSession.objects.update(created_at=timezone.now() - timedelta(days=40))
    Session.objects.filter(session_key=anas.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    sessions.drop_those_that_are_over()

    assert [row.user for row in UserSession.objects.all()] == [ben]
    assert who(bens) == ben.email


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("", "A browser we do not know"),
        ("curl/8.5.0", "A browser we do not know"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge · Mac"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
    ],
)
def test_what_a_device_is_called(user_agent, device):
    assert str(sessions.device_named(user_agent)) == device


def test_behind_a_socket_of_the_machine_one_comes_in_all_the_same(ana):
    client = Client(REMOTE_ADDR="")
    ask_for_a_code(client, ana.email)

    client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert who(client) == ana.email


def test_a_member_chooses_a_clock_and_pages_go_by_it(client_of, ana):
    client = client_of(ana)
    client.post("/accounts/time-zone/", {"time_zone": "Pacific/Honolulu"})

    page = words(client.get(SECURITY))

    assert User.objects.get(pk=ana.pk).zone.key == "Pacific/Honolulu"
    assert "Hawaii (Honolulu)" in page
    assert "-10:00" in page  # of the moment at which this session began


def test_a_zone_that_is_not_on_the_list_is_refused(client_of, ana):
    assert client_of(ana).post("/accounts/time-zone/", {"time_zone": "Mars/Olympus"}).status_code == 422
    assert User(time_zone="../../etc/passwd").zone.key == "America/New_York"
