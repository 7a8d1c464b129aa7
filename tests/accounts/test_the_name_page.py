"""Asked once at the first sign-in, before anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.forms import NameForm
from accounts.models import User
from tests.accounts.test_signing_in import NAME, words


@pytest.fixture
def nameless(db) -> User:
    return User.objects.create_user("rosa@example.org")


@pytest.fixture
def client(nameless, client_of) -> Client:
    return client_of(nameless)


def save(client: Client, **typed):
    return client.post(NAME, {"display_name": "Rosa Lind", **typed})


@pytest.mark.parametrize("address", ["/", "/questions/?show=waiting", "/my/questions/"])
def test_every_page_asks_for_the_name_first_and_comes_back(client, address):
    asked = client.get(address)

    form = client.get(asked.headers["Location"])
    assert (asked.status_code, form.status_code) == (302, 200)
    assert save(client, next=form.context["next"]).headers["Location"] == address


def test_a_page_that_asks_for_the_name_can_be_read_without_one(client):
    assert client.get(NAME).status_code == 200
    assert client.get("/accounts/logout/").status_code == 200


def test_what_was_typed_is_kept_as_the_persons_own(client, nameless):
    save(client, display_name=" Rosa  Lind ", role="Principal", organisation="Tulsa Schools", city="Tulsa", state="Oklahoma")

    nameless.refresh_from_db()
    kept = (nameless.display_name, nameless.role, nameless.organisation, nameless.city, nameless.state)
    assert kept == ("Rosa Lind", "Principal", "Tulsa Schools", "Tulsa", "Oklahoma")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter the name you want others to see"),
        (" \u200b ", "Enter the name you want others to see"),
        ("...", "Enter the name you want others to see"),
        ("Coalition Staff", "Choose a name without words such as “staff” or “Coalition”, so that nobody takes you for staff."),
        ("x" * 61, "Shorten your name to 60 characters"),
        ("\ufb2c" * 30, "Shorten your name to 60 characters"),  # one character that is kept as three
    ],
)
def test_a_name_that_cannot_be_is_said_once_and_all_that_was_typed_stays(client, nameless, name, sentence):
    answer = save(client, display_name=name, role="Principal", next="/questions/")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"display_name": [sentence]}
    assert 'value="Principal"' in words(answer)
    assert answer.context["next"] == "/questions/"
    nameless.refresh_from_db()
    assert (nameless.display_name, nameless.role) == ("", "")


def test_a_name_of_staff_is_said_once(client, sam):
    answer = save(client, display_name="sаm haddad")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"display_name": ["Someone on the Coalition’s staff has that name. Add your role or a second initial."]}


def test_sixty_characters_are_a_name(client, nameless):
    assert save(client, display_name="x" * 60).status_code == 302


@pytest.mark.parametrize("field", ["role", "organisation", "city", "state"])
def test_odd_characters_of_other_fields_are_left_out(client, nameless, field):
    save(client, **{field: "Tul\u202esa\r\nOK\u200b"})

    nameless.refresh_from_db()
    assert getattr(nameless, field) == "Tulsa OK"


@pytest.mark.parametrize("field", ["display_name", "role"])
def test_a_nul_is_no_500(client, field):
    assert save(client, **{field: "Ro\x00sa"}).status_code in (302, 422)


def test_a_foreign_next_leads_home(client):
    assert save(client, next="https://evil.example/").headers["Location"] == "/"
    assert save(client, next="//evil.example/").headers["Location"] == "/"


def test_nobody_changes_fields_that_are_not_asked_for(client, nameless):
    save(client, email="eve@example.org", is_superuser="1", is_coalition_staff="1", first_post_approved_at="2026-01-01")

    nameless.refresh_from_db()
    assert (nameless.email, nameless.is_superuser, nameless.is_coalition_staff, nameless.first_post_approved_at) == ("rosa@example.org", False, False, None)


def test_a_member_can_change_the_name_later(client_of, ana):
    assert 'value="Ana Ruiz"' in words(client_of(ana).get(NAME))

    save(client_of(ana), display_name="Ana R.")

    ana.refresh_from_db()
    assert ana.display_name == "Ana R."


def test_a_stranger_signs_in_first(stranger_client):
    assert stranger_client.get(NAME).headers["Location"] == "/accounts/login/?next=/accounts/name/"


def test_an_empty_press_is_told_what_is_missing(client):
    assert client.post(NAME).status_code == 422


# ---------------------------------------------------------------- what stands beside the name


@pytest.mark.parametrize("field", ["role", "organisation", "city", "state"])
@pytest.mark.parametrize("words_of_staff", ["Coalition for Community Schools", "Coаlition", "Administrator", "S t a f f", "Ask the Field team"])
def test_nothing_beside_a_name_passes_for_staff(client, nameless, field, words_of_staff):
    answer = save(client, **{field: words_of_staff})

    sentence = "Say where, such as “District administrator”, so that nobody takes you for the Coalition’s staff."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [sentence]}
    nameless.refresh_from_db()
    assert getattr(nameless, field) == ""


def test_all_that_passes_for_staff_is_said_at_once(client):
    answer = save(client, display_name="Staff", role="Moderator", city="Coalition")

    assert set(answer.context["form"].errors) == {"display_name", "role", "city"}


def test_staff_say_whose_staff_they_are(client_of, sam):
    save(client_of(sam), display_name="Sam Haddad", role="Coalition staff", organisation="Coalition for Community Schools")

    sam.refresh_from_db()
    assert (sam.role, sam.organisation) == ("Coalition staff", "Coalition for Community Schools")


@pytest.mark.parametrize(("field", "most", "called"), [("role", 80, "role"), ("organisation", 120, "organization"), ("city", 80, "city"), ("state", 40, "state")])
def test_what_is_too_long_is_said_in_words(client, field, most, called):
    refused, taken = save(client, **{field: "x" * (most + 1)}), save(client, **{field: "x" * most})

    assert refused.context["form"].errors == {field: [f"Shorten your {called} to {most} characters"]}
    assert taken.status_code == 302


# ---------------------------------------------------------------- changing it later


def test_saving_a_name_keeps_what_staff_decided_meanwhile(ana):
    opened = NameForm({"display_name": "Ana R."}, instance=User.objects.get(pk=ana.pk))
    assert opened.is_valid()
    until = timezone.now() + timedelta(days=3)
    User.objects.filter(pk=ana.pk).update(silenced_until=until, is_active=False, first_post_approved_at=until, email="new@example.org")

    opened.save()

    ana.refresh_from_db()
    assert (ana.display_name, ana.name_look) == ("Ana R.", "anar")
    assert (ana.silenced_until, ana.is_active, ana.first_post_approved_at, ana.email) == (until, False, until, "new@example.org")


def test_a_silenced_member_changes_nothing_until_the_pause_is_over(client_of, ana):
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    answer = save(client_of(ana), display_name="Ana R.", role="Principal")

    assert answer.status_code == 403
    assert "Coalition staff have asked you to pause until" in words(answer)
    assert 'value="Principal"' in words(answer)
    ana.refresh_from_db()
    assert (ana.display_name, ana.role) == ("Ana Ruiz", "")
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() - timedelta(seconds=1))
    assert save(client_of(ana), display_name="Ana R.").status_code == 302


def test_a_silenced_member_without_a_name_can_still_give_one(client, nameless):
    User.objects.filter(pk=nameless.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    assert save(client).status_code == 302


def test_a_name_changes_five_times_an_hour(client_of, ana):
    client = client_of(ana)

    answers = [save(client, display_name=f"Ana {n}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[5].headers["Retry-After"]) in range(1, 3602)
    assert "You can change it again in about 60 minutes" in words(answers[5])
    assert 'value="Ana 5"' in words(answers[5])
    ana.refresh_from_db()
    assert ana.display_name == "Ana 4"


def test_pressing_without_a_change_is_not_counted(client_of, ana):
    client = client_of(ana)

    assert [save(client, display_name="Ana Ruiz").status_code for _ in range(6)] == [302] * 6
    assert save(client, display_name="Ana R.").status_code == 302
