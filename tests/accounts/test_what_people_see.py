"""What a member hides beside their name is hidden everywhere: on pages, in lists, feeds, the search, letters and the desk."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from forum.letters import following
from forum.letters.actions import compose_now
from forum.letters.models import Letter
from guide.search.writing import index_waiting
from tests import build
from tests.mail import tell_everybody

HIDDEN = {"role": "Hiddenrole", "organisation": "Hiddenorg", "city": "Hiddencity", "state": "Hiddenstate"}


@pytest.fixture
def hidden(db) -> User:
    return build.a_member("Ana Ruiz", email="ana@example.org", show_role=False, show_place=False, community="tribal", **HIDDEN)


@pytest.fixture
def surfaces(hidden, ben, sam, client_of) -> dict[str, str]:
    page = build.a_milestone()
    asked, bens = build.a_question(by=hidden, on=page), build.a_question(by=ben, on=page, title="Who has the keys?")
    reply = build.a_reply(bens, by=hidden)
    build.a_reply(reply, by=ben)
    tell_everybody()
    letters = [letter for letter in Letter.objects.filter(person=ben) if letter.text or compose_now(letter)]  # before ben has seen it on the site
    index_waiting()
    everyone = [asked.get_absolute_url(), bens.get_absolute_url(), "/questions/", page.url, "/feeds/questions/", f"/feeds/questions/{bens.pk}/", "/search/?q=librarian", "/"]
    desk = [f"/desk/questions/{asked.pk}/", f"/desk/replies/{reply.pk}/", "/desk/", "/desk/log/"]
    read = {address: Client().get(address).content.decode() for address in everyone}
    read |= {f"{address} for a member": client_of(ben).get(address).content.decode() for address in everyone}
    read |= {address: client_of(sam).get(address).content.decode() for address in desk}
    return read | {f"letter {letter.kind}": letter.text + letter.html for letter in letters}


def showing(surfaces: dict[str, str]) -> list[str]:
    return [f"{where}: {word}" for where, words in surfaces.items() for word in (*HIDDEN.values(), "tribal") if word in words]


def test_what_is_hidden_is_hidden_on_every_surface(surfaces):
    assert [where for where in surfaces if where.startswith("letter")]
    assert sum("Ana Ruiz" in words for words in surfaces.values()) > 5, "the name is there all the same"
    assert showing(surfaces) == []


def test_what_is_shown_is_found(hidden, ben, client_of):
    asked = build.a_question(by=hidden)
    client_of(hidden).post("/my/settings/", {"replies": "daily", "followed": "weekly", "digest": "yes", "show_organisation": "on"})

    assert showing({"page": Client().get(asked.get_absolute_url()).content.decode()}) == ["page: Hiddenorg"]
    hidden.refresh_from_db()
    assert hidden.shown_role == "Hiddenorg"


def test_both_forms_of_a_letter_show_what_is_shown(ben):
    """Whoever reads without HTML is told no less, and “&” stays as it is."""
    tess = build.a_member("Tess & Co", role="Coach & driver", city="Moab", state="UT", show_place=True)
    page = build.a_milestone()
    following.follow("page", page.translation_key, person=ben, pace="at_once")
    build.a_reply(build.a_question(by=tess, on=page), by=tess)
    build.a_reply(build.a_question(by=ben), by=tess)
    tell_everybody()

    letters = [letter for letter in Letter.objects.filter(person=ben) if compose_now(letter)]

    assert {letter.kind for letter in letters} == {"question-asked", "reply"}
    for letter in letters:
        assert "\nCoach & driver, Moab, UT\n" in letter.text
        assert "Coach &amp; driver, Moab, UT" in "".join(re.split(r"</?\w[^>]*>", letter.html))


def test_the_kind_of_community_is_one_of_a_list(hidden, client_of):
    client = client_of(hidden)

    client.post("/accounts/name/", {"display_name": "Ana Ruiz", "community": "suburb"})
    refused = client.post("/accounts/name/", {"display_name": "Ana Ruiz", "community": "moon"})

    assert User.objects.get(pk=hidden.pk).community == "suburb"
    assert refused.status_code == 422
