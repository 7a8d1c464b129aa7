"""The place over a video is a record of the list: chosen by editors, found by the importer, and made of what was typed before."""

import importlib
import json

import pytest
from django.db import connection
from django.test import Client

from guide.importing.filling import _chosen
from guide.models import MilestonePage, Place
from tests import build

pytestmark = pytest.mark.django_db

choose = importlib.import_module("guide.migrations.0014_places_of_videos_are_chosen").choose


def as_it_was(page: MilestonePage, *places: str) -> None:
    """What the column held when places were typed."""
    body = [{"type": "video", "id": str(number), "value": {"place": place, "title": "", "url": "", "transcript": ""}} for number, place in enumerate(places)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guide_milestonepage SET body = %s WHERE page_ptr_id = %s", [json.dumps(body), page.pk])
    revision = page.latest_revision
    revision.content["body"] = json.dumps(body)
    revision.save()


def migrate() -> None:
    from django.apps import apps

    with connection.schema_editor() if connection.vendor == "postgresql" else _no_schema() as editor:
        choose(apps, editor)


class _no_schema:
    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *wrong):
        return None


def test_what_was_typed_becomes_a_record_and_nothing_is_lost():
    page = build.a_milestone()
    known = Place.objects.create(city="Ogden", state="UT")
    as_it_was(page, "Ogden, UT", "Kent County, MI", "Somewhere nice", "")

    migrate()

    videos = [block.value for block in MilestonePage.objects.get(pk=page.pk).body]
    assert [str(video["place"]) if video["place"] else None for video in videos] == ["Ogden, UT", "Kent County, MI", None, None]
    assert videos[0]["place"] == known
    assert (videos[1]["place"].county, videos[2]["title"]) == ("Kent County", "Somewhere nice")
    assert [block.value["place"] for block in MilestonePage.objects.get(pk=page.pk).latest_revision.as_object().body][0] == known


def test_the_importer_finds_the_record():
    before = Place.objects.create(city="Ogden", state="UT")

    (kind, value), *_rest = _chosen([("video", {"place": "Ogden, UT", "title": ""})], {}, lambda address: None)

    assert (kind, value["place"]) == ("video", before.pk)


def test_the_places_of_many_videos_are_one_query(django_assert_num_queries):
    places = [Place.objects.create(city=name, state="WA") for name in ("Seattle", "Kent", "Yakima")]
    page = build.a_milestone(body=[("video", {"place": place, "title": ""}) for place in places])
    page = MilestonePage.objects.get(pk=page.pk)

    with django_assert_num_queries(1):
        assert [block.value["place"] for block in page.body] == places


def test_a_name_that_is_no_record_is_passed_over():
    page = build.a_milestone()
    as_it_was(page, "Ogden, UT")

    shown = Client().get(page.url)

    assert shown.status_code == 200
    assert "Ogden" not in shown.content.decode()
