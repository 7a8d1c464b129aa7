"""Counted in rows by one statement: exact, whoever counts beside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.limits import TooOften, address_of, forget_the_old, give_back, take
from accounts.models import Limit
from tests.racing import at_once


def counted(act: str = "post", who: str = "ana", most: int = 3, seconds: int = 60) -> bool:
    try:
        take(act, who, most=most, seconds=seconds)
    except TooOften:
        return False
    return True


def test_so_many_and_no_more(db):
    assert [counted() for _ in range(5)] == [True] * 3 + [False] * 2


def test_acts_and_people_are_counted_apart(db):
    for _ in range(3):
        counted()

    assert [counted(), counted(who="ben"), counted(act="code")] == [False, True, True]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, ("1 minute", "1 minuto")), (61, ("2 minutes", "2 minutos")), (3600, ("60 minutes", "60 minutos")), (7201, ("3 hours", "3 horas")), (86400, ("24 hours", "24 horas"))],
)
def test_the_wait_is_said_in_the_readers_words(seconds, words):
    said = []
    for language in ("en", "es"):
        with translation.override(language):
            said.append(TooOften(seconds).wait)

    assert tuple(said) == words


def test_how_long_to_wait_is_said(db):
    for _ in range(3):
        counted(seconds=90)

    with pytest.raises(TooOften) as limit:
        take("post", "ana", most=3, seconds=90)

    assert 89 <= limit.value.seconds <= 91
    assert limit.value.minutes == 2


def test_a_refused_try_does_not_make_the_wait_longer(db):
    for _ in range(4):
        counted()
    ends_at = Limit.objects.get().ends_at

    counted()

    assert Limit.objects.get().ends_at == ends_at


def test_when_the_window_is_over_it_opens_again(db):
    for _ in range(4):
        counted()
    Limit.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    assert [counted() for _ in range(4)] == [True] * 3 + [False]
    assert Limit.objects.get().ends_at > timezone.now() + timedelta(seconds=50)


def test_who_it_was_is_not_written_down(db):
    counted(who="ana@example.org")

    assert "ana" not in Limit.objects.get().key


@pytest.mark.parametrize("who", ["", "\ud800", "x" * 100_000, "\x00", "ана"])
def test_any_name_can_be_counted(db, who):
    assert counted(who=who)


def test_windows_that_are_over_are_forgotten(db):
    counted(who="ana"), counted(who="ben")
    Limit.objects.filter(pk=Limit.objects.first().pk).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert forget_the_old() == 1
    assert Limit.objects.count() == 1


def test_eight_at_once_are_counted_exactly(transactional_db):
    def ten_times() -> int:
        return sum(counted(most=37) for _ in range(10))

    assert sum(at_once(*[ten_times] * 8)) == 37
    assert Limit.objects.get().count == 80


# ---------------------------------------------------------------- whose address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),  # anybody can write this header
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),  # the first is the caller's own claim
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
        (1, "1.1.1.1:5000", "1.1.1.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2::9]:5000", "2001:db8:1:2::/64"),
        (1, "::ffff:1.1.1.1", "1.1.1.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "[", "10.0.0.1"),
        (1, "1.1.1.999", "10.0.0.1"),
        (1, "x" * 10_000, "10.0.0.1"),
    ],
)
def test_the_callers_address_is_the_one_our_own_proxy_wrote(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers={"X-Forwarded-For": forwarded})

    assert address_of(request) == address


@pytest.mark.parametrize(("written", "counted_as"), [("2001:db8::7", "2001:db8::/64"), ("fe80::1%eth0", "fe80::/64"), ("", ""), ("a socket", "")])
def test_a_caller_without_a_proxy_is_counted_the_same_way(written, counted_as):
    request = RequestFactory(REMOTE_ADDR=written).get("/")

    assert address_of(request) == counted_as


def test_what_is_given_back_is_open_again(db):
    for _ in range(3):
        counted()
    give_back("post", "ana")

    assert [counted(), counted()] == [True, False]


def test_nothing_is_given_back_that_was_not_counted(db):
    give_back("post", "ana")

    assert [counted() for _ in range(4)] == [True] * 3 + [False]
