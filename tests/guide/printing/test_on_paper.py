"""Each page as the browser prints it: the words, in black on white, and nothing that can only be pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from guide.models import AppendixPage, CaseStudyPage, Place, ToolsPage
from tests import build
from tests.guide.test_pages_in_a_browser import EVERY_PIECE

pytestmark = pytest.mark.django_db(transaction=True)

# What a person could only press: on paper none of it may be seen.
TO_PRESS = "button, input, select, textarea, nav, .btn, .masthead, .foot, .margin, .trio, .crumbs, .stagerail, .pager, .onpage, .printed, .empty, .skip"
SEEN = """names => [...document.querySelectorAll(names)]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 1 && !one.closest('.vh'))
    .map(one => `${one.tagName}.${one.className}: ${one.innerText.slice(0, 40)}`)"""


@pytest.fixture
def pages() -> dict[str, str]:
    """The address of one page of each type, with the words that must be read on its paper."""
    place = Place.objects.create(city="Larkspur Falls", state="MN")
    part, stage = build.a_part(3, lead="Six stages."), build.a_stage(body=EVERY_PIECE, lead="A few see it first.")
    told = build.a_story("Forty people and one bus", place=place, lead="Forty of us went.")
    milestone = build.a_milestone(stage=stage, body=[*EVERY_PIECE, ("pull_story", {"story": told})])
    story = build.a_story("Another", milestones=[milestone, stage], body=[*EVERY_PIECE[1:]], lead="It began on a Saturday.")
    asked = build.a_question(on=milestone, passage=milestone.body[0].id)
    build.a_reply(asked)
    build.an_edition()
    case = build._under(part, CaseStudyPage(title="Tulsa", place=place, body=EVERY_PIECE[1:], subtitle="Learning from others"))
    tools, appendix = (build._under(build.the_home(), kind(title=kind.__name__, body=EVERY_PIECE[1:])) for kind in (ToolsPage, AppendixPage))
    return {
        "/": "The stages and their milestones",
        part.url: "In this part",
        stage.url: "A few see it first.",
        milestone.url: "Some things to think about",
        story.url: "It began on a Saturday.",
        "/stories/": "Where the stories come from.",
        case.url: "Learning from others",
        tools.url: "A section",
        appendix.url: "A section",
        build.a_content_page(body=EVERY_PIECE).url: "Reach out",
        "/questions/": asked.title,
        asked.get_absolute_url(): "Ask the librarian.",
    }


def test_every_page_prints_its_words_and_nothing_to_press(page_of, pages, ana):
    page = page_of(ana, watched=False)
    page.emulate_media(media="print")
    seen, missing = {}, {}

    for address, words in pages.items():
        page.goto(address)
        if found := page.evaluate(SEEN, TO_PRESS):
            seen[address] = found
        if words not in page.locator("body").inner_text():
            missing[address] = words

    assert seen == {}
    assert missing == {}


def test_what_is_folded_on_the_screen_is_open_on_paper(page_of):
    told = build.a_story("Forty people and one bus", lead="Forty of us went.")
    milestone = build.a_milestone(body=[*EVERY_PIECE, ("pull_story", {"story": told}), EVERY_PIECE[1]])
    page = page_of()
    page.goto(milestone.url)
    expect(page.get_by_text("Forty of us went.")).to_be_hidden()

    page.emulate_media(media="print")

    expect(page.get_by_text("Forty of us went.")).to_be_visible()
    expect(page.get_by_text("Hello.")).to_be_visible()  # the transcript of the video
    expect(page.get_by_text("Read the whole story")).to_be_hidden()


def test_paper_is_white_in_the_evening_too(page_of):
    stage = build.a_stage(body=EVERY_PIECE)
    page = page_of()

    page.emulate_media(media="print", color_scheme="dark")
    page.goto(stage.url)

    colors = "one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
    assert page.locator("h1").evaluate(colors) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_a_milestone_on_paper_ends_with_its_last_question_and_no_rule(page_of, ana):
    milestone = build.a_milestone()
    build.a_question(ana, on=milestone)
    page = page_of()

    page.emulate_media(media="print")
    page.goto(milestone.url)

    beneath = "one => getComputedStyle(one).borderBlockEndWidth"
    assert [page.locator(part).evaluate(beneath) for part in ("#ask", "#ask .rows > li")] == ["0px", "0px"]


def test_links_to_elsewhere_show_their_address(page_of):
    page = page_of()
    made = build.a_content_page(body=[("prose", '<p><a href="https://example.org/report">A report</a> and <a href="/stories/">stories</a></p>')])

    page.emulate_media(media="print")
    page.goto(made.url)

    after = "one => getComputedStyle(one, '::after').content"
    assert "https://example.org/report" in page.get_by_text("A report").evaluate(after)
    assert page.locator("main").get_by_text("stories", exact=True).evaluate(after) == "none"


def test_a_page_fits_the_width_of_its_paper(page_of, pages):
    page = page_of(width=700)  # letter paper between its margins
    page.emulate_media(media="print")
    wide = {}

    for address in pages:
        page.goto(address)
        wanted = page.evaluate("document.documentElement.scrollWidth")
        if wanted > 700:
            wide[address] = wanted

    assert wide == {}
