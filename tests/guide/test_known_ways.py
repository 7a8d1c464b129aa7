"""The tree that a process keeps, and the short way to a page through it: never an old tree, never a page nobody may read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from guide import spiral
from guide.models import Benchmark, Function, Level, Pitfall
from guide.models.freshness import Freshness
from guide.spiral import find_kept, read_spiral
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)  # the number of freshness rises after a commit


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    settings.VISITOR_PAGES_KEPT_FOR = 5
    monkeypatch.setattr(spiral, "_kept", {})


@pytest.fixture
def milestone():
    return build.a_milestone("Convene", stage=build.a_stage("Decide"))


def queries_of(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_a_known_tree_is_read_with_one_query(milestone, django_assert_num_queries):
    read_spiral(milestone)

    with django_assert_num_queries(1):
        again = read_spiral(milestone)

    assert again.milestone(milestone.pk)[1].title == "Convene"


@pytest.mark.parametrize("change", ["published", "moved", "unpublished", "deleted"])
def test_a_change_of_the_tree_is_seen_at_once(milestone, change):
    other = build.a_milestone("Assess", stage=milestone.get_parent().specific)
    assert [leaf.title for leaf in read_spiral(other).stages[0].milestones] == ["Convene", "Assess"]

    if change == "published":
        milestone.title = "Bring people together"
        milestone.save_revision().publish()
    elif change == "moved":
        milestone.move(other, pos="right")
    elif change == "unpublished":
        milestone.unpublish()
    else:
        milestone.delete()

    expected = {"published": ["Bring people together", "Assess"], "moved": ["Assess", "Convene"]}.get(change, ["Assess"])
    assert [leaf.title for leaf in read_spiral(other).stages[0].milestones] == expected


def test_the_short_way_leads_to_the_same_page_with_fewer_queries(client_of, ana, milestone):
    client = client_of(ana)
    long_way = queries_of(client, milestone.address)

    short_way = queries_of(client, milestone.address)

    assert find_kept(milestone.address)[0].id == milestone.pk
    assert len(short_way) <= len(long_way) - 4
    assert "Convene" in client.get(milestone.address).content.decode()


def test_a_page_taken_off_without_a_word_is_not_shown_by_the_short_way(client_of, ana, milestone):
    client = client_of(ana)
    assert client.get(milestone.address).status_code == 200

    Page.objects.filter(pk=milestone.pk).update(live=False)  # no signal: the kept tree still names it

    assert client.get(milestone.address).status_code == 404


def test_a_process_that_missed_a_change_reads_anew_after_a_while(milestone, monkeypatch):
    read_spiral(milestone)
    Page.objects.filter(pk=milestone.pk).update(title="Bring people together")
    assert read_spiral(milestone).milestone(milestone.pk)[1].title == "Convene"

    monkeypatch.setattr(spiral, "KEPT_FOR", 0)

    assert read_spiral(milestone).milestone(milestone.pk)[1].title == "Bring people together"


def test_a_preview_reads_its_own_tree(milestone):
    read_spiral(milestone)
    draft = build.a_milestone("Assess", stage=milestone.get_parent().specific)
    draft.unpublish()
    draft.refresh_from_db()

    assert read_spiral(draft).milestone(draft.pk)[1].title == "Assess"
    assert Freshness.objects.get().number > 0


def test_the_short_way_reads_the_tree_anew_after_a_change(client_of, ana, milestone):
    client, other = client_of(ana), build.a_milestone("Assess", stage=milestone.get_parent().specific)
    client.get(milestone.address)
    other.title = "Look around"
    other.save_revision().publish()

    asked = queries_of(client, milestone.address)

    assert "Look around" in client.get(milestone.address).content.decode()
    assert not any("wagtailcore_site" in sql for sql in asked)


def test_a_draft_leaves_nothing_of_it_on_the_kept_page(client_of, ana):
    stage, client = build.a_stage("Decide"), client_of(ana)
    stage.pitfalls = [Pitfall(text="Waiting for June.")]
    client.get(stage.address)

    drafted = stage.make_preview_request().content.decode()

    assert "Waiting for June." in drafted
    assert "Waiting for June." not in client.get(stage.address).content.decode()


def test_a_function_with_another_name_shows_at_once(client_of, ana):
    stage, client, function = build.a_stage("Decide"), client_of(ana), Function.objects.first()
    stage.benchmarks = [Benchmark(function=function, level=Level.SITE, text="It is on the wall.")]
    stage.save_revision().publish()
    client.get(stage.address)

    function.name = "Vision and results"
    function.save()

    assert "Vision and results" in client.get(stage.address).content.decode()
