"""What a program is told that wants to show a page of ours."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from guide.models import consent
from tests import build

SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def ask(url: str = "", **more):
    return Client().get("/oembed", ({"url": url} if url else {}) | more)


def test_a_milestone_in_json(db):
    milestone = build.a_milestone("Broaden Collaborative Leadership")

    answer = ask(SITE + milestone.url)

    told = answer.json()
    code = told.pop("html")
    assert told == {
        "type": "rich", "version": "1.0", "title": "Questions about Broaden collaborative leadership", "provider_name": "Ask the Field",
        "provider_url": f"{SITE}/", "cache_age": 3600, "width": 640, "height": 560,
    }  # fmt: skip
    assert f'src="{SITE}/embed/milestone/{milestone.pk}/"' in code and 'width="640" height="560"' in code
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and not answer.cookies


def test_a_story_in_xml(db):
    story = build.a_story("Buses & <bells>")

    answer = ask(SITE + story.url, format="xml")

    told = {row.tag: row.text for row in ElementTree.fromstring(answer.content)}
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert told["title"] == "Story from the Field: Buses & <bells>"
    assert "Buses &amp; &lt;bells&gt;" in told["html"] and told["type"] == "rich"


def test_it_keeps_to_the_room_there_is(db):
    story = build.a_story()

    told = ask(SITE + story.url, maxwidth="300", maxheight="9999").json()

    assert (told["width"], told["height"]) == (300, 420)
    assert 'width="300" height="420"' in told["html"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"url": "http://[half"}, 400),
        ({"url": f"{SITE}/", "maxwidth": "wide"}, 400),
        ({"url": f"{SITE}/", "maxwidth": "0"}, 400),
        ({"url": f"{SITE}/", "format": "yaml"}, 501),
        ({"url": f"{SITE}/no-such-page/"}, 404),
        ({"url": f"{SITE}/"}, 404),  # the home cannot be framed
        ({"url": "https://elsewhere.example/part-3/"}, 404),
        ({"url": "ftp://localhost:8000/part-3/"}, 404),
    ],
)
def test_a_refusal_is_a_sentence(db, asked, status):
    answer = Client().get("/oembed", asked)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain") and re.fullmatch(r"[A-Zm][^.]+\.\n", answer.content.decode())


def test_a_story_taken_back_is_not_told_of(db):
    story = build.a_story()
    consent.withdraw(story, by=None)

    assert ask(SITE + story.url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_may_be_read_by_any_site_too(settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    story, visitor = build.a_story(), Client()
    address = f"/oembed?url={quote(SITE + story.url)}"

    answers = [visitor.get(address) for _turn in range(2)]

    assert [answer.headers["Access-Control-Allow-Origin"] for answer in answers] == ["*", "*"]


@pytest.mark.parametrize("make", [build.a_stage, build.a_milestone, build.a_story])
def test_programs_find_the_way_from_the_page(db, make):
    page = make()

    head = Client().get(page.url).content.decode()

    ways = [unescape(way) for way in re.findall(r'<link rel="alternate" type="(?:application/json|text/xml)\+oembed" href="([^"]+)"', head)]
    assert [parse_qs(urlsplit(way).query)["url"] for way in ways] == [[SITE + page.url]] * 2
    assert Client().get(ways[0].removeprefix(SITE)).json()["html"] in unescape(head).replace('width="100%"', 'width="640"')


def test_other_pages_offer_nothing(db):
    page = Client().get(build.a_content_page(open_to_questions=True).url).content.decode()

    assert "oembed" not in page and "Embed this" not in page
