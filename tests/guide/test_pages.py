"""The home, the Parts, and the plain pages as readers meet them, and what holds for every page."""

import pytest
from django.test import Client

from guide.models import Place
from tests import build
from tests.reading import links, read, words

pytestmark = pytest.mark.django_db


def test_the_figure_and_its_text_twin_have_the_same_links():
    stage = build.a_stage()
    build.a_milestone("Convene Innovators", stage=stage)
    build.a_milestone("Assess Readiness", stage=stage)

    seen = read("/")

    figure = [link["href"] for link in seen.select("svg.spiral a")]
    assert figure == [link["href"] for link in seen.select("#stages a")]
    assert [link["aria-label"] for link in seen.select("svg.spiral a")] == [
        "Stage 1 Decide to scale up",
        "Stage 1, Milestone 1: Convene innovators",
        "Stage 1, Milestone 2: Assess readiness",
    ]
    assert seen.select_one("a.skipfig")["href"] == "#stages"
    assert seen.select_one("svg.spiral .strand").find_parent("g")["aria-hidden"] == "true"


def test_the_name_of_each_link_of_the_figure_holds_what_it_shows():
    build.a_milestone("Initiate Professional Development and Technical Assistance")

    for link in read("/").select("svg.spiral a"):
        assert words(link).removeprefix(link["aria-label"].split()[1]).strip() in link["aria-label"]


def test_the_table_of_contents_comes_from_the_tree():
    build.a_content_page("Why One Is Not Enough", under=build.a_part(1, title="The Strategy"))
    build.a_part(2, title="A Framework")

    assert links(read("/").select_one(".parts")) == [
        ("Part 1: The strategy", "/part-1/"),
        ("Why one is not enough", "/part-1/why-one-is-not-enough/"),
        ("Part 2: A framework", "/part-2/"),
    ]


def test_links_to_webinars_and_the_printed_guide_are_there_only_when_set():
    home = build.the_home()
    without = words(read("/").main)
    home.webinar_link = "https://example.org/webinars"
    home.save_revision().publish()

    assert "Webinar materials" not in without
    assert "The printed guide" not in without
    assert ("Webinar materials", "https://example.org/webinars") in links(read("/").main)


def test_a_part_shows_its_stages_by_number():
    build.a_stage("Decide to Scale Up", lead="Find out.")

    assert [words(row) for row in read(build.a_part(3)).select(".rows li")] == ["Stage 1: Decide to scale up Find out."]


@pytest.mark.parametrize("open_to_questions", [True, False])
def test_people_can_ask_on_a_plain_page_that_an_editor_opened(open_to_questions):
    page = build.a_content_page("Structure and Function", body=[("prompt", {"heading": "Roles", "body": "<p>Who?</p>"})])
    page.open_to_questions = open_to_questions
    page.save_revision().publish()

    seen = read(page)

    assert bool(seen.select_one("#ask")) is open_to_questions
    assert bool(seen.select_one(".margin")) is open_to_questions


def test_no_level_of_headings_is_left_out():
    page = build.a_content_page(body=[("prose", "<h3>Section</h3><p>Words.</p><h4>Smaller</h4>"), ("note", {"title": "Aside", "body": "<p>x</p>"})])

    headings = [(heading.name, words(heading)) for heading in read(page).main.select("h1, h2, h3, h4")]

    assert headings == [("h1", "House rules"), ("h2", "Section"), ("h3", "Smaller"), ("h2", "Aside")]


def test_an_editors_plain_words_are_never_markup():
    page = build.a_milestone(lead="<b>bold</b>", prompts=["<i>Reach</i>"])

    seen = read(page)

    assert words(seen.select_one(".lead")) == "<b>bold</b>"
    assert words(seen.select_one(".annot h3")) == "<i>Reach</i>"


@pytest.mark.parametrize("address", ["/part-3/nothing/", "/nothing/", "/part-3/stage-1/decide/"])
def test_an_address_without_a_page_answers_404(address):
    build.a_stage()

    assert Client().get(address).status_code == 404


def test_a_draft_is_not_served():
    page = build.a_milestone()
    page.unpublish()

    assert Client().get(page.url).status_code == 404


def test_every_kind_of_block_is_drawn():
    page = build.a_milestone(
        body=[
            ("prose", "<p>Plain words.</p>"),
            ("note", {"title": "", "body": "<p>An aside.</p>"}),
            ("quotation", {"text": "We asked.", "speaker": "Denise", "role": "Director"}),
            ("self_assessment", {"title": "Where are you?", "intro": "Together.", "questions": ["Who?", "When?"]}),
            ("table", {"data": [["Who", "What"], ["School", "Data"]], "first_row_is_table_header": True} | {"first_col_is_header": True, "table_caption": "Roles"}),
            ("video", {"place": Place.objects.create(city="Seattle", state="WA"), "title": "A visit", "url": "https://example.org/v", "transcript": "<p>Hello.</p>"}),
        ]
    )

    seen = read(page)

    assert words(seen.select_one(".prose .flow")) == "Plain words."
    assert words(seen.select_one(".note")) == "Note An aside."
    assert words(seen.select_one("blockquote")) == "We asked. Denise, Director"
    assert [words(item) for item in seen.select(".selfcheck li")] == ["Who?", "When?"]
    assert words(seen.select_one("table caption")) == "Roles"
    assert seen.select_one("table tbody td")["data-label"] == "What"
    assert words(seen.select_one("table tbody th[scope=row]")) == "School"
    assert links(seen.select_one(".video")) == [("A visit", "https://example.org/v")]
    assert words(seen.select_one(".video .place")) == "Seattle, WA"
    assert words(seen.select_one(".video details")) == "What is said in the video Hello."
