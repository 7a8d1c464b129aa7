"""Signed addresses: short, the same in small letters, and nobody else can make one."""

from __future__ import annotations

import uuid

import pytest

from forum.letters.inbound.addresses import Bound, is_ours, read_address

KEYS = ["", "12", "4000000000.9000000000", str(uuid.UUID(int=2**128 - 1))]


@pytest.mark.parametrize("key", KEYS)
def test_an_address_says_what_it_was_made_of_in_whatever_letters(key):
    bound = Bound("r", 12_345, key)

    assert read_address(bound.address.upper()) == bound
    assert len(bound.address.partition("@")[0]) <= 64


def test_an_address_of_another_person_cannot_be_made_of_ones_own():
    mine, theirs = Bound("r", 1, "12").address, Bound("r", 2, "12").address

    forged = mine[:10] + theirs[10:]

    assert (read_address(mine), read_address(theirs)) == (Bound("r", 1, "12"), Bound("r", 2, "12"))
    assert read_address(forged) is None
    assert all(read_address(mine.replace(mine[at], "z" if mine[at] != "z" else "y", 1)) is None for at in range(6, 12))


@pytest.mark.parametrize("address", ["", "@", "reply+@reply.example.org", "reply+é@reply.example.org", "reply+" + "a" * 900 + "@reply.example.org", "reply+aaaa@elsewhere.example", "reply@reply.example.org"])
def test_what_we_never_wrote_is_read_as_nothing(address):
    assert read_address(address) is None


def test_an_old_key_still_opens_and_another_does_not(settings):
    address = Bound("r", 1, "12").address
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert read_address(address) == Bound("r", 1, "12")

    settings.SECRET_KEY_FALLBACKS = []

    assert read_address(address) is None
    assert is_ours(address)


def test_no_address_is_ours_where_none_is_set_up(settings):
    address = Bound("r", 1, "12").address
    settings.INBOUND_EMAIL_DOMAIN = ""

    assert not is_ours(address)
