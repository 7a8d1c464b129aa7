"""Everything the site holds about a person is copied for them, or listed with the reason why not. A new key to a person fails here first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from accounts import privacy
from accounts.models import User


def keys_to_a_person(models: list[type[Model]]) -> Iterator[tuple[type[Model], str]]:
    for model in models:
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and issubclass(field.related_model, User):
                yield model, field.name


def all_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def neither_copied_nor_excepted(models: list[type[Model]]) -> list[str]:
    copied = {privacy.key_name(part.model, key) for part in privacy.parts() for key in part.by}
    names = [privacy.key_name(model, key) for model, key in keys_to_a_person(models)]
    return sorted({*names} - copied - {*privacy.reasons()})


def test_every_key_to_a_person_is_copied_or_excepted():
    assert neither_copied_nor_excepted(all_models()) == []


def test_an_exception_is_of_a_key_that_exists_and_says_why():
    names = {privacy.key_name(model, key) for model, key in keys_to_a_person(all_models())}

    assert {*privacy.reasons()} - names == set()
    assert [name for name, reason in privacy.reasons().items() if len(reason) < 30] == []


def test_a_key_that_nobody_said_anything_about_is_found(monkeypatch):
    monkeypatch.delitem(privacy._parts, "drafts")

    assert neither_copied_nor_excepted(all_models()) == ["discussions_draft_owner"]


@pytest.mark.parametrize("part", list(privacy.parts()), ids=lambda part: part.name)
def test_what_the_page_shows_are_columns(part):
    assert [name for name in (*part.shows, *part.leave_out) if not hasattr(part.model, name)] == []
