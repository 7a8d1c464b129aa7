"""What stops a site from starting, in a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.models import User
from config import checks as system
from config.operations import checks
from config.operations.checks import refuse_demonstration_people


@pytest.fixture
def a_public_site(settings) -> None:
    settings.DEMONSTRATION_ALLOWED = False


def a_demonstration_person(**fields) -> User:
    return User.objects.create(email="ana@example.org", is_demonstration=True, **fields)


def test_a_public_site_refuses_demonstration_people(db, a_public_site):
    a_demonstration_person()

    with pytest.raises(ImproperlyConfigured, match="demonstration people"):
        refuse_demonstration_people()
    with pytest.raises(ImproperlyConfigured, match="demonstration people"):
        call_command("worker", "--once")


def test_a_public_site_without_them_starts(db, a_public_site, ana):
    User.objects.create(email="old@example.org", is_demonstration=True, is_active=False)

    refuse_demonstration_people()


def test_ones_own_machine_may_have_them(db):
    a_demonstration_person()

    refuse_demonstration_people()


def test_a_database_that_is_away_refuses_nobody(db, a_public_site, monkeypatch):
    def away() -> str:
        raise OperationalError("the database is away")

    monkeypatch.setattr(checks, "nobody_is_a_demonstration", away)

    refuse_demonstration_people()


def test_the_database_check_names_them(db, a_public_site):
    a_demonstration_person()

    with pytest.raises(CommandError, match="field.E003"):
        call_command("check", "--database", "default")


def test_a_check_without_the_database_asks_nothing_of_it(db, a_public_site):
    a_demonstration_person()

    assert system.no_demonstration_people(databases=None) == []


def test_an_address_for_mail_that_means_nothing_is_an_error(settings):
    settings.EMAIL_URL = "mail.example.org"

    assert [error.id for error in system.letters_have_a_way_out()] == ["field.E001"]


def test_letters_that_nobody_answers_for_are_an_error(monkeypatch):
    assert system.somebody_answers_for_questions() == []

    monkeypatch.setattr("forum.letters.rights._asked", [])

    assert [error.id for error in system.somebody_answers_for_questions()] == ["field.E002"]
