"""Migrations are in step with the models, and say their thought in their name."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.house import sources

NUMBERED = re.compile(r"\d{4}_[a-z][a-z0-9_]+")
THOUGHTLESS = re.compile(r"auto_|\d{8}|initial$|_and_more$|^\d{4}_(alter|add|remove|delete|rename)_?$|^\d{4}_(alter|remove)_[a-z]+_[a-z]+")


def thoughtless(paths: list[str]) -> list[str]:
    names = [path.rpartition("/")[2].removesuffix(".py") for path in paths if "/migrations/" in path]
    return [name for name in names if name != "__init__" and (not NUMBERED.fullmatch(name) or THOUGHTLESS.search(name))]


def test_migrations_are_in_step_with_the_models(db, capsys):
    call_command("makemigrations", dry_run=True, check=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_a_model_without_its_migration_is_found(db, capsys):
    field = models.TextField(name="planted", default="")
    person = apps.get_model("accounts", "User")
    field.contribute_to_class(person, "planted")

    try:
        with pytest.raises(SystemExit):
            call_command("makemigrations", dry_run=True, check=True)
    finally:
        person._meta.local_fields.remove(field)
        person._meta._expire_cache()
        del person.planted
    assert "planted" in capsys.readouterr().out


def test_migrations_say_their_thought():
    assert thoughtless([*sources.python()]) == []


@pytest.mark.parametrize("name", ["0002_auto_20261122_0500", "0003_alter_user_email", "0004_user_city_and_more", "0001_initial", "notes"])
def test_a_thoughtless_name_is_found(name):
    assert thoughtless([f"guide/migrations/{name}.py"]) == [name]
