"""One file a piece: its inputs on the first line, its signs in the sprite, its classes in the stylesheet."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
# Letters and the pages of the CMS have looks of their own.
PAGES = [path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts and "wagtailadmin/" not in path.read_text()]
SPRITE = (ROOT / "static/img/icons.svg").read_text()
SIGNS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
CLASSES = {name for sheet in (ROOT / "static/css").rglob("*.css") for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text())}
# Printed editions have a stylesheet of their own.
OF_PRINT = {name for name in re.findall(r"\.([a-zA-Z][\w-]*)", (ROOT / "guide/printing/edition.css").read_text())}


def without_tags(classes: str) -> list[str]:
    """The names that stand in a class attribute as they are; those made from a value are left out."""
    return re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", classes)).split()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_its_first_line_names_its_inputs(path):
    assert re.match(r"\{# " + path.stem + r": .+ #\}$", path.read_text().splitlines()[0])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_its_signs_are_drawn_and_its_classes_exist(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text())

    assert set(re.findall(r'\{% icon ["\']([\w-]+)', text)) - SIGNS == set()
    known = CLASSES | OF_PRINT if "printed" in path.parts else CLASSES
    assert {name for classes in re.findall(r'class="([^"]*)"', text) for name in without_tags(classes)} - known == set()


def test_the_style_guide_shows_every_sign():
    shown = set(re.findall(r"icons\.svg#([\w-]+)", render_to_string("styleguide.html")))

    assert shown == SIGNS


def test_the_signs_of_acts_are_those_of_the_sprite():
    sheet = (ROOT / "static/css/components/acts.css").read_text()

    for name, drawn in re.findall(r"\.act--([\w-]+) \{ --sign: url\(.*?>(<.*>)</svg>", sheet):
        assert f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>'.replace("'", '"') in SPRITE
    acts = set(re.findall(r"act--([\w-]+)", (TEMPLATES / "forum/_acts.html").read_text())) - {"still"}
    assert acts == set(re.findall(r"\.act--([\w-]+) \{ --sign", sheet))


def test_signs_take_their_color_from_the_text():
    assert not re.search(r'(fill|stroke)="(?!none)', SPRITE)


class TestTrio:
    def test_counts(self):
        page = render_to_string("components/trio.html", {"stories": 1, "questions": 11, "share_url": "/share/"})

        assert "1 story<" in page and "your story" in page and "11 questions" in page

    def test_nothing_yet(self):
        page = render_to_string("components/trio.html", {"stories": 0, "questions": 0, "share_url": "/share/"})

        assert "no stories yet" in page and "the first story" in page and "the first question" in page

    def test_no_sharing_before_there_is_a_place_for_it(self):
        assert "Share" not in render_to_string("components/trio.html", {"stories": 0, "questions": 0})


@pytest.mark.parametrize(
    ("standing", "count", "words"),
    [("answered", 3, "Answered"), ("talking", 1, "1 reply"), ("talking", 5, "5 replies"), ("waiting", 0, "Waiting for an answer")],
)
def test_a_standing_is_a_word(standing, count, words):
    page = render_to_string("components/tag_state.html", {"question": {"standing": standing, "reply_count": count}})

    assert words in page


def test_a_margin_note_ends_with_the_words_of_its_heading():
    page = render_to_string("components/margin.html", {"heading": "Begin small", "ask_url": "/ask/", "questions": 2, "questions_url": "#ask"})

    assert page.count("<a ") == 2
    assert 'Ask about this<span class="vh">: Begin small</span>' in page


def test_a_part_that_cannot_start_is_no_link():
    page = render_to_string("components/tasks.html", {"tasks": [{"title": "Check it", "url": "/x/", "state": "blocked"}]})

    assert "Cannot start yet" in page and "<a " not in page


def test_what_was_added_and_removed_is_said_in_words():
    before, after = {"pieces": [{"kind": "removed", "words": "old"}]}, {"pieces": [{"kind": "added", "words": "<new>"}]}

    page = render_to_string("components/comparison.html", {"before": before, "after": after})

    assert '<del><span class="vh">Removed: </span>old</del>' in page
    assert '<ins><span class="vh">Added: </span>&lt;new&gt;</ins>' in page


def test_a_pager_with_one_side_keeps_the_other_free():
    page = render_to_string("components/pager.html", {"label": "Milestones", "next": {"url": "/x/", "title": "Next one", "kind": "Milestone 2"}})

    assert page.count("<a ") == 1 and 'class="pager__next"' in page
    assert render_to_string("components/pager.html", {"label": "Milestones"}).strip() == ""
