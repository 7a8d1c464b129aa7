"""Links from page to page on the old site: they lead to the pages here, and follow them."""

import pytest
from wagtail.models import Page

from guide.importing import outline, running
from guide.models import Source
from tests.guide.importing.saved_pages import draft_of

pytestmark = pytest.mark.django_db

FIRST = "stage_1_milestone_1_convene_innovators.aspx"
THIRD = "stage_1_milestone_3compile_a_convincing_rationale_.aspx"
THIRD_PLACE = "part-3/stage-1/compile-a-convincing-rationale-for-scale-up"


def saved(name: str, heading: str, words: str) -> str:
    return (
        f"<!-- saved from url=(0079)http://www.communityschools.org/resources/{name} --><html><body><h2>{heading}</h2>"
        f"<p>Some things to think about:</p><p><b>Knock on every door.</b> {words}</p></body></html>"
    )


def pages(words: str) -> dict[str, str]:
    return {
        "first.html": saved(FIRST, "Milestone #1: Convene Innovators", words),
        "third.html": saved(THIRD, "Milestone #3: Compile a Convincing Rationale for Scale-Up", "One page is enough."),
    }


def imported(folder, files: dict[str, str]) -> running.Run:
    for name, text in files.items():
        (folder / name).write_text(text)
    return running.run(running.find([str(folder / name) for name in files]))


def body_of(slug: str) -> str:
    return str(Page.objects.get(slug=slug).specific.body.raw_data[0]["value"]["body"])


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (THIRD, THIRD_PLACE),
        (f"/resources/{THIRD}?print=y#top", THIRD_PLACE),
        (f"HTTP://communityschools.org/resources/{THIRD.upper()}", THIRD_PLACE),
        ("http://www.communityschools.org/ScalingUp/", ""),
        ("how_you_know_if_you_are_making_progress.aspx", None),
        ("../about/staff.aspx", None),
        (f"https://elsewhere.org/resources/{THIRD}", None),
        ("http://[broken/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_where_a_link_of_the_old_site_leads(address, place):
    assert outline.place_linked(address) == place


def test_a_link_leads_to_the_page_that_was_imported_after_it_and_follows_it(tmp_path, client):
    words = f'See <a href="{THIRD}">the reasons</a>, <a href="/resources/nobody_knows.aspx">the map</a>, and <a href="https://example.org/x">a plan</a>.'

    run = imported(tmp_path, pages(words))

    target = Page.objects.get(slug="compile-a-convincing-rationale-for-scale-up")
    assert f'See <a linktype="page" id="{target.pk}">the reasons</a>, the map, and <a href="https://example.org/x">a plan</a>.' in body_of("convene-innovators")
    assert [one.refusal for one in run.files] == ["", ""]
    moved = target.specific
    moved.slug = "reasons"
    moved.save_revision().publish()
    assert b'<a href="/part-3/stage-1/reasons/">the reasons</a>' in client.get("/part-3/stage-1/convene-innovators/").content


def test_words_alone_stay_where_no_page_stands_until_one_does(tmp_path):
    files = pages(f'See <a href="{THIRD}">the reasons</a>.')
    first = {"first.html": files["first.html"]}
    imported(tmp_path, first)
    alone = body_of("convene-innovators")

    without = imported(tmp_path, first)
    imported(tmp_path, {"third.html": files["third.html"]})
    run = imported(tmp_path, first)

    assert "See the reasons." in alone
    assert (without.files[0].done.outcome, run.files[0].done.outcome) == ("unchanged", "updated")
    assert 'linktype="page"' in body_of("convene-innovators")


def test_a_second_run_changes_nothing_and_the_page_counts_as_imported(tmp_path):
    files = pages(f'See <a href="{THIRD}">the reasons</a>.')
    imported(tmp_path, files)
    revisions = Page.objects.get(slug="convene-innovators").revisions.count()

    again = imported(tmp_path, files)

    page = Page.objects.get(slug="convene-innovators").specific
    assert [one.done.outcome for one in again.files] == ["unchanged", "unchanged"]
    assert (page.revisions.count(), page.source, page.edited_by_staff) == (revisions, Source.IMPORT, False)


def test_a_link_in_a_note_leads_to_its_page_and_follows_it_too(tmp_path, client):
    files = pages("They wait.<sup>1</sup> And they go.<sup>2</sup>")
    appendix = f'<!-- saved from url=(0079)http://www.communityschools.org/resources/guide_appendix.aspx --><h1>Guide Appendix</h1><p>1. See <a href="{THIRD}">the reasons</a> & more.</p><p>2. <a href="nobody.aspx">A map</a>.</p></body></html>'
    files = {"first.html": files["first.html"], "appendix.html": appendix, "third.html": files["third.html"]}
    imported(tmp_path, files)

    again = imported(tmp_path, files)
    target = Page.objects.get(slug="compile-a-convincing-rationale-for-scale-up").specific
    target.slug = "reasons"
    target.save_revision().publish()

    assert [one.refusal for one in again.files] == ["", "", ""]
    assert {one.done.outcome for one in again.files} == {"unchanged"}
    assert [note.text for note in Page.objects.get(slug="convene-innovators").specific.endnotes] == [f'See <a href="page:{target.pk}">the reasons</a> & more.', "A map."]
    assert b'See <a href="/part-3/stage-1/reasons/">the reasons</a> &amp; more.' in client.get("/part-3/stage-1/convene-innovators/").content
    assert "the reasons" not in str(Page.objects.get(slug="appendix").specific.body.raw_data)


def test_the_words_of_a_link_are_in_the_draft_whatever_becomes_of_it():
    (_kind, prompt), = draft_of(pages(f'See <a href="{THIRD}">the reasons</a>.')["first.html"]).body

    assert prompt["body"] == f'<p>See <a href="guide:{THIRD_PLACE}">the reasons</a>.</p>'
