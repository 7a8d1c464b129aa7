"""Links to the old site lead to the page that took the old one's place."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect

from guide.importing.redirects import old_paths, point_old_addresses_here
from guide.importing.tree import address_of
from tests import build

pytestmark = pytest.mark.django_db

OVERVIEW = "/resources/part_three_stage_1.aspx"
MILESTONE = "/resources/stage_1_milestone_1_convene_innovators.aspx"


@pytest.fixture
def milestone():
    return build.a_milestone("Convene Innovators", stage=build.a_stage("Decide to Scale Up"))


def leads_to(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 301, address
    return answer.headers["Location"]


def test_old_addresses_lead_to_the_new_pages(client, milestone):
    point_old_addresses_here()

    assert leads_to(client, MILESTONE) == milestone.address
    assert leads_to(client, OVERVIEW) == "/part-3/stage-1/"
    assert leads_to(client, "/ScalingUp/") == "/"


def test_the_old_page_of_progress_leads_to_its_place_on_the_stage(client):
    stage = build.a_stage("Plan for Sustainability", number=4)
    point_old_addresses_here()

    assert leads_to(client, "/resources/stage_4_how_you_know_if_you_are_making_progress.aspx?print=y") == f"{stage.address}#progress"
    assert leads_to(client, "/resources/part_three_stage_4_overview.aspx") == stage.address


@pytest.mark.parametrize("query", ["?print=y", "?print=y&x=%3Cb%3E", "?A=SearchResult&SearchID=1"])
def test_the_print_form_is_led_along(client, milestone, query):
    point_old_addresses_here()

    assert leads_to(client, MILESTONE + query) == milestone.address


def test_they_follow_a_page_that_moves(client, milestone):
    point_old_addresses_here()

    milestone.slug = "bring-people-together"
    milestone.save_revision().publish()

    assert leads_to(client, MILESTONE) == "/part-3/stage-1/bring-people-together/"


def test_a_page_that_staff_renamed_before_is_known_by_where_it_came_from(client):
    build.a_milestone("Bring people together", stage=build.a_stage(), source_address=address_of("part-3/stage-1/convene-innovators"))

    point_old_addresses_here()

    assert leads_to(client, MILESTONE) == "/part-3/stage-1/bring-people-together/"


def test_again_makes_none_and_leaves_what_staff_pointed_elsewhere(client, milestone):
    made = point_old_addresses_here()
    Redirect.objects.filter(old_path=MILESTONE).update(redirect_page=None, redirect_link="/stories/")

    assert (made > 2, point_old_addresses_here()) == (True, 0)
    assert leads_to(client, MILESTONE) == "/stories/"


def test_a_page_that_is_not_there_gets_one_once_it_is(client, milestone):
    point_old_addresses_here()
    assert client.get("/resources/stage_1_milestone_2_assess_readiness_.aspx").status_code == 404

    build.a_milestone("Assess Readiness", stage=milestone.get_parent().specific)
    point_old_addresses_here()

    assert leads_to(client, "/resources/stage_1_milestone_2_assess_readiness_.aspx").endswith("/assess-readiness/")


def test_every_known_address_is_among_them():
    """Known are 1 home, 6 overviews, 22 milestones, 2 progress pages (facts of the guide, section 6), and others beside them."""
    places = list(old_paths().values())

    assert sum(place.count("/") == 2 for place in places) == 22
    assert places.count("part-3/stage-4") == places.count("part-3/stage-6") == 2
    assert "" in places
