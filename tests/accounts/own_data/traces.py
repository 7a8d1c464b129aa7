"""What is left of a person in rows, files and caches: each looks for `signs` in small letters and gives what it found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, models


def rows_that_name(signs: tuple[str, ...], *, but: set[str]) -> list[str]:
    """Every text column of every table but those excepted, sessions opened."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in _texts(model):
            name = f"{model._meta.label}.{field.name}"
            if name not in but:
                found += [f"{name}: {value!r}"[:200] for value in _values(model, field) if any(sign in value.lower() for sign in signs)]
    return found + [f"session {row.pk}" for row in Session.objects.all() if any(sign in str(row.get_decoded()).lower() for sign in signs)]


def _texts(model: type[models.Model]) -> Iterator[models.Field]:
    if model._meta.managed and not model._meta.proxy and model._meta.db_table in connection.introspection.table_names():
        yield from (field for field in model._meta.local_concrete_fields if isinstance(field, (models.CharField, models.TextField, models.JSONField, models.FileField)))


def _values(model: type[models.Model], field: models.Field) -> Iterator[str]:
    return (str(value) for value in model._base_manager.values_list(field.attname, flat=True) if value)


def files_that_name(signs: tuple[str, ...]) -> list[str]:
    stores = [path for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT) for path in Path(root).rglob("*") if path.is_file()]
    return [str(path) for path in stores if any(sign.encode() in path.read_bytes().lower() or sign in path.name.lower() for sign in signs)]


def caches_that_name(signs: tuple[str, ...]) -> list[str]:
    """The suite keeps them in the process."""
    kept = [str(cache._cache) for cache in caches.all()]
    return [row[:200] for row in kept if any(sign in row.lower() for sign in signs)]
