"""What becomes of a link on paper."""

from __future__ import annotations

import pytest

from guide.links import Addresses, drawing
from guide.printing.notes import with_notes

FRAME = '<nav><ul><li data-entry="notes-section"><a href="#notes-section">Notes</a></li></ul></nav>{}<section id="notes-section"><ol id="notes"></ol></section>'
ANCHORS = {"/part-3/stage-1/": "page-7"}


@pytest.fixture(autouse=True)
def our_address(settings):
    settings.SITE_URL = "https://field.example.org"


def set_in(words: str) -> str:
    return with_notes(FRAME.format(words), ANCHORS)


@pytest.mark.parametrize("address", ["/part-3/stage-1/", "https://field.example.org/part-3/stage-1/"])
def test_a_link_to_a_page_of_the_document_names_its_page(address):
    assert '<a class="see" data-page="page" href="#page-7">Stage 1</a>' in set_in(f'<a href="{address}">Stage 1</a>')


def test_other_links_become_notes_each_address_once():
    html = set_in('<a href="https://example.org/a">A</a>, <a href="/stories/">stories</a>, <a href="https://example.org/a">A again</a>')

    assert '>A</a><a class="mark" href="#note-1" id="mark-1-1">1</a>' in html
    assert '>A again</a><a class="mark" href="#note-1" id="mark-1-2">1</a>' in html
    assert html.count("<li id=") == 2
    assert '<li id="note-2"><a href="https://field.example.org/stories/">field.example.org/stories</a>' in html
    assert '<a class="back" data-page="page" href="#mark-1-2">' in html


def test_an_editors_endnote_joins_the_same_run():
    html = set_in('<a href="https://example.org/a">A</a><a class="endnote" data-note="Coburn &amp; others, 2003." hidden>*</a>')

    assert '<a class="mark" href="#note-2" id="mark-2-1">2</a>' in html
    assert '<li id="note-2"><span>Coburn &amp; others, 2003.</span>' in html
    assert "hidden" not in html


def test_the_link_of_an_endnote_says_its_address():
    html = set_in('<a class="endnote" data-note="Coburn, &lt;i&gt;Scale&lt;/i&gt;, &lt;a href=&quot;https://example.org/s&quot;&gt;here&lt;/a&gt;." hidden>*</a>')

    assert '<span>Coburn, <i>Scale</i>, <a href="https://example.org/s" rel="nofollow">here</a> (example.org/s).</span>' in html


def test_the_link_of_an_endnote_to_a_page_of_the_document_names_its_page():
    addresses = Addresses()
    addresses.known = {"7": "/part-3/stage-1/", "8": "/stories/a-bus/", "9": ""}

    with drawing(addresses):
        html = set_in(
            '<a class="endnote" data-note="&lt;a href=&quot;page:7&quot;&gt;Stage 1&lt;/a&gt;, &lt;a href=&quot;page:8&quot;&gt;a bus&lt;/a&gt;, &lt;a href=&quot;page:9&quot;&gt;gone&lt;/a&gt;" hidden>*</a>'
        )

    assert '<span><a class="see" data-page="page" href="#page-7">Stage 1</a>, ' in html
    assert '<a href="https://field.example.org/stories/a-bus/">a bus</a> (field.example.org/stories/a-bus), gone</span>' in html


def test_an_address_that_is_read_already_needs_no_note():
    html = set_in('<a href="https://example.org/">example.org</a> <a href="mailto:ccs@iel.org">write</a>')

    assert "mark" not in html
    assert "Notes" not in html and "notes-section" not in html


def test_a_link_to_a_page_that_is_gone_is_words():
    assert set_in("<p><a>gone</a></p>").startswith("<nav><ul></ul></nav><p>gone</p>")
