"""Leaving: a week to change one’s mind, a fresh proof before it, and whole when it comes. What a person leaves behind stands in everything.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.own_data import leaving
from forum.discussions.models import Draft
from forum.letters.models import Letter
from tests.accounts.own_data.everything import NAME
from tests.accounts.security.people import proved
from tests.build import fresh


def test_a_week_to_change_ones_mind(zoe):
    client = proved(zoe)
    client.post("/my/data/delete/", {"sure": "on"})
    asked = fresh(zoe)

    line = client.get("/questions/").content.decode()
    erased = leaving.erase_those_who_left()
    client.post("/my/data/stay/")

    assert timedelta(days=6, hours=23) < asked.leaves_at - timezone.now() <= timedelta(days=7)
    assert "Keep my account" in line and erased == 0
    assert Letter.objects.filter(person=zoe, kind="leaving").count() == 1
    assert fresh(zoe).leaves_at is None
    assert "Keep my account" not in client.get("/questions/").content.decode()


def test_nobody_is_erased_who_stays_or_has_days_left(zoe, ana):
    """A worker may have listed them a moment before they changed their mind."""
    leaving.leave(zoe, {})
    leaving.leave(ana, {})
    leaving.stay(zoe)

    assert (leaving.erase(zoe.pk), leaving.erase(ana.pk)) == (False, False)
    assert fresh(zoe).display_name == NAME and fresh(ana).leaves_at


def test_leaving_needs_a_fresh_proof_and_a_tick(zoe):
    assert proved(zoe, ago=3600).post("/my/data/delete/", {"sure": "on"}).headers["Location"].startswith("/accounts/proof/")
    assert proved(zoe).post("/my/data/delete/", {}).status_code == 422
    assert fresh(zoe).leaves_at is None


def test_an_erasure_that_falls_is_done_again_and_whole(zoe, monkeypatch):
    Draft.objects.create(kind=Draft.Kind.QUESTION, owner=zoe, words={"title": "Who?"})
    leaving.leave(zoe, {})
    User.objects.update(leaves_at=timezone.now() - timedelta(seconds=1))
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(leaving, "_empty", lambda person: (_ for _ in ()).throw(RuntimeError))
        leaving.erase_those_who_left()
    half = Draft.objects.filter(owner=zoe).count()

    assert half == 1 and leaving.erase_those_who_left() == 1
