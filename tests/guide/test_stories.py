"""The list of stories, narrowed; a story's own page; the feed; and how all of it forgets a story that was taken back."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from guide import spiral
from guide.middleware import _story_at
from guide.models import Function, Place, StoryPage, consent
from guide.models.states import STATES
from guide.tilemap import SQUARES
from tests import build
from tests.reading import read, words

pytestmark = pytest.mark.django_db


def titles(query: str = "") -> list[str]:
    return [words(heading) for heading in read(f"/stories/{query}").select(".story-grid h3")]


def figures(*pictures):
    return [("figure", {"image": picture, "alt": f"Picture {number}"}) for number, picture in enumerate(pictures, start=1)]


@pytest.fixture
def a_process_that_keeps(settings, monkeypatch):
    """Pages for visitors and the tree, as on the site; in the suite nothing is kept."""
    settings.VISITOR_PAGES_KEPT_FOR = 3600
    monkeypatch.setattr(spiral, "_kept", {})


@pytest.fixture
def shelf():
    """Three stories in two stages, two states and two functions."""
    first, second = build.a_stage(number=1), build.a_stage("Plan", number=2)
    convene, rollout = build.a_milestone("Convene", stage=first), build.a_milestone("Roll Out", stage=second)
    maine, ohio = Place.objects.create(city="Port Ellery", state="ME"), Place.objects.create(city="Yarrow", state="OH")
    one, other = Function.objects.all()[:2]
    bus = build.a_story("A bus", place=maine, milestones=[convene, first], told_on="2026-03-01")
    clinic = build.a_story("A clinic", place=ohio, milestones=[rollout, convene], told_on="2026-02-01")
    wall = build.a_story("A wall", place=maine, milestones=[rollout], told_on="2026-01-01")
    for story, functions in ((bus, [one]), (clinic, [one, other]), (wall, [])):
        story.functions = functions
        story.save_revision().publish()
    return {"convene": convene, "rollout": rollout, "one": one, "other": other}


# ---------------------------------------------------------------- narrowing


NARROWED = {
    "": ["A bus", "A clinic", "A wall"],
    "?stage=1": ["A bus", "A clinic"],
    "?stage=2": ["A clinic", "A wall"],
    "?stage=1&stage=2": ["A bus", "A clinic", "A wall"],
    "?state=ME": ["A bus", "A wall"],
    "?stage=2&state=ME": ["A wall"],
    "?function={one}": ["A bus", "A clinic"],
    "?function={other}&state=OH": ["A clinic"],
    "?milestone={convene}": ["A bus", "A clinic"],
    "?milestone={convene}&stage=2": ["A clinic"],
    "?function={other}&state=ME": [],
}
UNKNOWN = ["stage=9", "stage=one", "stage=", "stage=99999999999999999999", "state=ZZ", "state=maine", "function=0", "milestone=-1", "order=price", "page=0", "page=two", "page=99999999999999999999"]


def test_kinds_narrow_and_values_of_one_kind_widen(shelf):
    asked = {query: query.format(**{name: one.pk for name, one in shelf.items()}) for query in NARROWED}

    assert {query: titles(address) for query, address in asked.items()} == NARROWED


def test_what_nobody_knows_is_passed_over(shelf):
    assert {query: titles(f"?{query}") for query in UNKNOWN} == dict.fromkeys(UNKNOWN, NARROWED[""])


def test_a_reader_sees_what_is_on_and_takes_it_off(shelf):
    seen = read(f"/stories/?stage=1&state=ME&milestone={shelf['convene'].pk}&function={shelf['one'].pk}&page=1")

    chips = {words(link): link["href"] for link in seen.select(".chips a")}
    assert list(chips) == ["Stage 1 , remove filter", "Results-based vision , remove filter", "Stage 1, Milestone 1 , remove filter", "Maine , remove filter", "Clear all"]
    assert chips["Maine , remove filter"] == f"?stage=1&function={shelf['one'].pk}&milestone={shelf['convene'].pk}#list"
    assert chips["Clear all"] == "/stories/"
    assert words(seen.select_one("[role=status]")) == "1 story of 3"
    assert [box["id"] for box in seen.select("input[checked]")] == ["stage-1", f"function-{shelf['one'].pk}"]
    assert [words(option) for option in seen.select("option[selected]")] == ["1. Convene", "Maine"]


def test_each_choice_says_how_many_it_has(shelf):
    seen = read("/stories/?state=ME")

    counts = {box["id"]: words(box.find_next(class_="n")) for box in seen.select(".choice input")}
    assert (counts["stage-1"], counts["stage-2"]) == ("2", "2")  # a story on a stage and on its milestone counts once
    assert (counts[f"function-{shelf['one'].pk}"], counts[f"function-{shelf['other'].pk}"]) == ("2", "1")


def test_a_story_that_is_no_longer_current_says_so_wherever_it_is_listed_and_can_be_left_out(shelf):
    assert not read("/stories/").select("#current")
    bus = StoryPage.objects.get(title="A bus")
    bus.no_longer_current = True
    bus.save_revision().publish()

    marked = {place: [words(tag) for tag in read(place).select(".tag--line")] for place in ("/", "/stories/", "/part-3/stage-1/", "/part-3/stage-1/convene/")}
    narrowed = read("/stories/?current=yes")

    assert marked == dict.fromkeys(marked, ["No longer current"])
    assert words(read(bus.address).select_one(".notice b, .notice strong")) == "No longer current."
    assert titles("?current=yes&stage=1") == ["A clinic"]
    assert [words(link) for link in narrowed.select(".chips a")] == ["Current stories only , remove filter", "Clear all"]
    assert words(narrowed.select_one("#current").find_next(class_="n")) == "2"


def test_nothing_found_says_what_to_do(shelf):
    seen = read("/stories/?stage=1&state=OH&function=" + str(Function.objects.last().pk))

    assert "No story fits all of these yet" in words(seen.select_one(".empty"))


def test_pages_keep_what_is_on(shelf, monkeypatch):
    monkeypatch.setattr("guide.models.stories.STORIES_A_PAGE", 1)

    seen = read("/stories/?stage=1&page=2")

    assert [words(heading) for heading in seen.select(".story-grid h3")] == ["A clinic"]
    assert [link["href"] for link in seen.select(".pages a")] == ["?stage=1&page=1"]
    assert words(seen.select_one(".pages [aria-current]")) == "2"


# ---------------------------------------------------------------- the map


def test_the_map_has_a_square_for_each_state_and_none_twice():
    assert set(SQUARES) == set(STATES) and len(set(SQUARES.values())) == len(SQUARES)


def test_the_map_and_the_list_beneath_say_the_same(shelf):
    seen = read("/stories/?stage=2")

    on_the_map = {link["href"]: link["aria-label"] for link in seen.select(".tilemap a")}
    assert on_the_map == {"?state=ME#list": "ME 2 stories from Maine", "?state=OH#list": "OH 1 story from Ohio"}
    assert [(words(row), row.a["href"]) for row in seen.select("#by-state li")] == [("Maine 2", "?state=ME#list"), ("Ohio 1", "?state=OH#list")]


# ---------------------------------------------------------------- pictures


def test_a_card_shows_the_first_picture_without_saying_it_twice():
    build.a_story("A bus", body=[("prose", "<p>We went.</p>"), *figures(build.a_held_picture(), build.a_held_picture("red"))])

    pictures = read("/stories/").select(".story-grid img")

    assert [(picture["alt"], picture["width"], picture["height"]) for picture in pictures] == [("", "60", "34")]


@pytest.mark.parametrize("count", [1, 4])
def test_pictures_cost_one_query_however_many(django_assert_max_num_queries, count):
    for number in range(count):
        build.a_story(f"Story {number}", body=figures(build.a_held_picture()), milestones=[build.a_milestone(f"Milestone {number}")])
    Client().get("/stories/")

    with django_assert_max_num_queries(13):
        Client().get("/stories/")


@pytest.mark.parametrize("count", [1, 5])
def test_a_story_costs_the_same_with_one_picture_and_with_five(django_assert_max_num_queries, client_of, ana, count, a_process_that_keeps):
    milestone = build.a_milestone()
    for number in range(count):
        build.a_story(f"Other {number}", body=figures(build.a_held_picture()), milestones=[milestone])
    place = Place.objects.create(city="Yarrow", state="OH")
    story = build.a_story("A bus", body=figures(*[build.a_held_picture() for _ in range(count)]), milestones=[milestone], place=place)
    client = client_of(ana)
    client.get(story.url)

    with django_assert_max_num_queries(12):
        client.get(story.url)


@pytest.mark.parametrize(
    "body, beside, in_the_text",
    [
        (["figure", "prose", "figure"], "Picture 1", ["Picture 2"]),
        (["prose", "figure", "figure"], "Picture 1", ["Picture 2"]),
        (["prose", "figure", "prose"], None, ["Picture 1"]),
        (["prose"], None, []),
    ],
    ids=["first", "behind the text", "within the text", "none"],
)
def test_a_picture_outside_of_the_text_stands_beside_the_title(body, beside, in_the_text):
    drawn = iter(figures(*[build.a_held_picture() for kind in body if kind == "figure"]))
    story = build.a_story(body=[next(drawn) if kind == "figure" else ("prose", "<p>We went.</p>") for kind in body])

    seen = read(story.url)

    head = seen.select_one(".storyhead img")
    assert (head and head["alt"]) == beside
    assert [picture["alt"] for picture in seen.select(".prose img")] == in_the_text


def test_a_picture_names_who_made_it():
    story = build.a_story(body=figures(build.a_held_picture(credit="Ana Ruiz")))

    assert words(read(story.url).select_one("figcaption")) == "Photo: Ana Ruiz"


# ---------------------------------------------------------------- a story


def test_a_story_leads_to_others_like_it(shelf):
    seen = read(StoryPage.objects.get(title="A bus").url)

    assert [words(heading) for heading in seen.select("[aria-labelledby=alike] h3")] == ["A clinic"]
    assert words(seen.select_one(".onpage dl")) == "Place Port Ellery, Maine As of March 2026"
    assert f"/stories/?function={shelf['one'].pk}" in [link["href"] for link in seen.select(".onpage a")]


def test_a_story_begins_with_its_first_paragraphs_wherever_they_stand():
    pieces = [*figures(build.a_held_picture()), ("prose", "<h3>What was going on</h3>"), ("prose", "<h3>Then</h3><p>One.</p><ul><li>a</li></ul><p>Two.</p><p>Three.</p>")]

    assert build.a_story(body=pieces).opening == "<p>One.</p><p>Two.</p>"


# ---------------------------------------------------------------- the feed


ATOM = "{http://www.w3.org/2005/Atom}"


def the_feed() -> Element:
    answer = Client().get("/feeds/stories/")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return fromstring(answer.content)


def test_the_feed_tells_the_stories_published_last(shelf):
    build.a_story("A porch", lead="Lights & porches.", credit_line="Grace Lindqvist")

    entries = the_feed().findall(f"{ATOM}entry")

    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["A porch", "A wall", "A clinic", "A bus"]
    latest = entries[0]
    assert (latest.findtext(f"{ATOM}author/{ATOM}name"), latest.findtext(f"{ATOM}summary")) == ("Grace Lindqvist", "Lights & porches.")
    assert latest.find(f"{ATOM}link").get("href") == "http://testserver/stories/a-porch/"


def test_the_list_names_its_feed():
    build.the_story_index()

    assert read("/stories/").select_one("link[type='application/atom+xml']")["href"] == "/feeds/stories/"


def test_the_feed_of_an_empty_site_is_a_feed():
    assert the_feed().findtext(f"{ATOM}title") == "Stories from the Field"


# ---------------------------------------------------------------- taken back


def test_a_story_taken_back_is_gone_from_every_place_at_once(django_capture_on_commit_callbacks, a_process_that_keeps):
    """Also from pages that are kept for visitors."""
    milestone = build.a_milestone()
    place = Place.objects.create(city="Port Ellery", state="ME")
    with django_capture_on_commit_callbacks(execute=True):
        story = build.a_story("A bus on Saturday", body=figures(build.a_held_picture()), place=place, milestones=[milestone])
    build.a_story("Another", milestones=[milestone])
    addresses = ["/", "/stories/", "/stories/?state=ME", "/part-3/stage-1/", milestone.url, "/feeds/stories/", StoryPage.objects.get(title="Another").url]
    client = Client()
    pictures = [picture["src"] for picture in read(story.url).select("img")]
    before = ["A bus on Saturday" in client.get(address).content.decode() for address in addresses]

    with django_capture_on_commit_callbacks(execute=True):
        consent.withdraw(story, by=None)

    assert before == [True] * 7
    assert [address for address in addresses if "A bus on Saturday" in client.get(address).content.decode()] == []
    assert client.get(story.url).status_code == 410
    assert pictures and [client.get(address).status_code for address in pictures] == [404] * len(pictures)
    assert default_storage.listdir("original_images")[1] == []


# ---------------------------------------------------------------- the short way to a story


@pytest.fixture
def on_the_short_way(a_process_that_keeps, client_of, ana):
    """A member, and a process that has kept the tree."""
    client = client_of(ana)
    build.the_story_index()
    client.get("/stories/")
    return client


def test_a_story_is_found_by_the_short_way(on_the_short_way):
    story = build.a_story("A bus")
    on_the_short_way.get("/stories/")

    found = _story_at(story.address)

    assert found[0] == story and "A bus" in on_the_short_way.get(story.address).content.decode()


def test_the_short_way_shows_no_more_than_the_long_one(on_the_short_way):
    story = build.a_story("A bus")
    StoryPage.objects.filter(pk=story.pk).update(live=False)  # no signal

    addresses = [story.address, "/stories/none/", f"{story.address}more/", "/stories//"]
    assert [on_the_short_way.get(address).status_code for address in addresses] == [404, 404, 404, 404]
    assert on_the_short_way.get("/stories/a-bus").status_code in (301, 404)


def test_a_title_keeps_the_capitals_of_its_author():
    story = build.a_story("One table, since April")

    crumbs = read(story.address).select_one("nav.crumbs")

    assert "One table, since April" in words(crumbs)
