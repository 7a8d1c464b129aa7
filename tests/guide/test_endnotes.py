"""Numbered endnotes: marks in the text, the list at the foot with its ways back, all of them in the Appendix, and the editor's button."""

import re

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from guide.blocks import TEXT
from guide.endnotes import mark_of
from guide.headings import plain
from guide.loading import load_starter
from guide.models import AppendixPage
from guide.starter import read_starter
from tests import build
from tests.browsing import hold_to_the_bars, wait_until
from tests.reading import read

COBURN = '<a linktype="endnote" note="Coburn, C. E. (2003). https://example.org/scale">*</a>'
DRYFOOS = '<a linktype="endnote" note="Dryfoos &amp; Maguire, &quot;Inside&quot;.">*</a>'


def words(element) -> str:
    return " ".join(element.get_text("").split())


def a_prompt(html: str, heading: str = "Reach out"):
    return ("prompt", {"heading": heading, "body": f"<p>{html}</p>"})


def marks(seen) -> list[tuple[str, str]]:
    return [(words(mark), mark["href"]) for mark in seen.select("a[role=doc-noteref]")]


@pytest.mark.django_db
def test_a_page_numbers_its_notes_and_leads_there_and_back():
    milestone = build.a_milestone(body=[a_prompt(f"First{DRYFOOS} and{COBURN} more."), a_prompt(f"Once more{DRYFOOS}.", "Keep trying")])

    seen = read(milestone.url)

    assert marks(seen) == [("Note 1", "#note-1"), ("Note 2", "#note-2"), ("Note 1", "#note-1")]
    first, second = seen.select("[role=doc-endnotes] li")
    assert (first["id"], second["id"]) == ("note-1", "note-2")
    assert words(first).startswith('Dryfoos & Maguire, "Inside". Back to the text at note 1, place 1')
    assert [back["href"] for back in first.select("[role=doc-backlink]")] == ["#mark-1-1", "#mark-1-2"]
    assert second.select_one("a")["href"] == "https://example.org/scale"
    assert all(seen.select_one(back["href"]) for back in seen.select("[role=doc-backlink]"))


@pytest.mark.django_db
def test_a_page_without_notes_has_no_list():
    seen = read(build.a_milestone().url)

    assert not seen.select("[role=doc-endnotes]")


@pytest.mark.django_db
@pytest.mark.parametrize("make", [build.a_stage, build.a_content_page, build.a_story, build.a_part])
def test_every_kind_of_page_lists_its_notes(make):
    page = make(body=[("prose", f"<p>Words{COBURN}.</p>")])

    seen = read(page.url)

    assert marks(seen) == [("Note 1", "#note-1")]
    assert len(seen.select("#note-1")) == 1


@pytest.mark.django_db
def test_the_note_of_a_story_is_not_numbered_where_its_opening_is_read():
    story = build.a_story(body=[("prose", f"<p>We went{COBURN}.</p>")])
    milestone = build.a_milestone(body=[a_prompt("Ask them."), ("pull_story", {"story": story}), a_prompt("Words")])

    seen = read(milestone.url)

    assert marks(seen) == []
    assert seen.select_one(f"#story-{story.pk} a.endnote").has_attr("hidden")


@pytest.mark.django_db
def test_the_words_of_a_note_are_text():
    note = '<a linktype="endnote" note="&lt;script&gt;alert(1)&lt;/script&gt;">*</a>'
    page = build.a_content_page(body=[("prose", f"<p>Words{note}.</p>")])

    seen = read(page.url)

    assert words(seen.select_one("#note-1")).startswith("<script>alert(1)</script>")
    assert not seen.select("#note-1 script")


@pytest.mark.django_db
def test_the_appendix_lists_the_notes_of_the_guide_as_their_pages_number_them(django_assert_max_num_queries):
    stage = build.a_stage()
    build.a_milestone("Reach Out", stage=stage, body=[a_prompt(f"One{COBURN}"), a_prompt(f"Two{DRYFOOS}", "Two")])
    build.a_milestone("Quiet", stage=stage)
    build.a_milestone("Later", stage=stage, body=[a_prompt(f"Two{DRYFOOS}")])
    appendix = build._under(build.the_home(), AppendixPage(title="Appendix"))

    with django_assert_max_num_queries(12):
        seen = read(appendix.url)

    listed = seen.select_one("[aria-labelledby=all-notes]")
    assert [words(heading) for heading in listed.select("h3")] == ["Stage 1, Milestone 1: Reach out", "Stage 1, Milestone 3: Later"]
    assert [link["href"] for link in listed.select(".endnotes__back")] == [
        "/part-3/stage-1/reach-out/#note-1", "/part-3/stage-1/reach-out/#note-2", "/part-3/stage-1/later/#note-1",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_notes_of_the_starter_stand_where_they_belong():
    load_starter(read_starter().pages)

    listed = read("/appendix/").select_one("[aria-labelledby=all-notes]")

    assert [link["href"] for link in listed.select(".endnotes__back")] == ["/part-2/#note-1", "/part-3/#note-1"]
    assert marks(read("/part-3/")) == [("Note 1", "#note-1")]


def test_a_mark_is_no_word_of_the_text():
    assert plain(f"<h3>Reach out{COBURN}</h3>") == plain(f"<h3>Reach out{expand_db_html(COBURN)}</h3>") == "Reach out"


LINKED = 'O’Brien & O\'Hara, "<i>Inside</i>", <a href="https://example.org/?a=1&b=2">here</a>.'


@pytest.mark.parametrize("note", ['Dryfoos & Maguire, "Inside".', LINKED])
def test_what_the_editor_reads_is_what_it_stores(note):
    converter = ContentstateConverter(features=TEXT)

    written = converter.to_database_format(converter.from_database_format(f"<p>Words{mark_of(note)}.</p>"))

    found = BeautifulSoup(written, "html.parser").a
    assert (found["linktype"], found["note"]) == ("endnote", note)


@pytest.mark.django_db
def test_a_note_holds_a_link_wherever_it_is_listed():
    written = ContentstateConverter(features=TEXT)
    stored = written.to_database_format(written.from_database_format(f"<p>Words{mark_of(LINKED)}.</p>"))
    page = build.a_milestone(body=[("prose", stored)])
    appendix = build._under(build.the_home(), AppendixPage(title="Appendix"))

    there, listed = read(page.url).select_one("#note-1"), read(appendix.url).select_one(".endnotes__all li")

    for note in (there, listed):
        assert words(note).startswith('O’Brien & O\'Hara, "Inside", here.')
        assert (note.i.string, note.a.string, note.a["href"]) == ("Inside", "here", "https://example.org/?a=1&b=2")
    assert marks(read(page.url)) == [("Note 1", "#note-1")]


@pytest.mark.django_db
def test_a_note_leads_to_a_page_and_follows_it():
    rules, story = build.a_content_page("House rules"), build.a_story("A bus")
    note = f'<a href="page:{rules.pk}#care">the rules</a>, <a href="page:{story.pk}">a bus</a>, <a href="page:999999">gone</a>'
    page = build.a_milestone(body=[("prose", f"<p>Words{mark_of(note)}.</p>")])
    appendix = build._under(build.the_home(), AppendixPage(title="Appendix"))
    assert str(page.pk) in ReferenceIndex.get_references_to(rules).values_list("object_id", flat=True)

    rules.slug = "manners"
    rules.save_revision().publish()

    for where in (page.url, appendix.url):
        found = [(link.string, link.get("href")) for link in read(where).select("main ol a") if link.string in ("the rules", "a bus", "gone")]
        assert found == [("the rules", "/manners/#care"), ("a bus", "/stories/a-bus/"), ("gone", None)]


@pytest.mark.django_db(transaction=True)
def test_an_editor_writes_a_note_where_its_number_should_stand(page_of, eve):
    milestone, rules = build.a_milestone("Convene Innovators", prompts=["Reach out"]), build.a_content_page("House rules")
    page = page_of(eve, width=1400)
    page.goto(f"/cms/pages/{milestone.pk}/edit/")
    text = page.locator(".public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Shift+Home")

    page.get_by_role("button", name="Endnote").first.click()
    page.get_by_role("textbox", name="Endnote").fill("Dryfoos, 2005, Inside.")
    page.keyboard.press("Shift+Home")
    page.get_by_role("textbox", name="Address of a link").fill("example.org/inside")
    page.get_by_role("button", name="Make it a link").click()
    page.get_by_role("textbox", name="Endnote").press("End")
    page.keyboard.type(" See ")
    page.get_by_role("button", name="Choose a page").click()
    page.get_by_role("link", name="Explore", exact=True).click()
    page.get_by_role("link", name="House rules", exact=True).click()
    expect(page.get_by_role("textbox", name="Endnote")).to_have_text("Dryfoos, 2005, Inside. See House rules")
    page.get_by_role("button", name="Put it in").click()
    page.locator(".endnote-mark").first.wait_for()
    handed_over = page.locator("[name=body-0-value-body]")  # the editor hands its text to the form a quarter of a second later
    wait_until(page, lambda: "House rules" in handed_over.input_value())
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url(lambda address: "/edit/" not in address)

    rules.slug = "manners"
    rules.save_revision().publish()
    page.goto(milestone.url)
    mark = page.locator("[role=doc-noteref]")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#note-1$"))
    assert page.get_by_role("link", name="Dryfoos, 2005, Inside.").get_attribute("href") == "https://example.org/inside"
    assert page.locator("#note-1").get_by_role("link", name="House rules").get_attribute("href") == "/manners/"
    hold_to_the_bars(page)
