"""Drafts of the other pages: home, Part Three, a stage's overview and progress page, a case study."""

import pytest

from guide.importing.accounting import unplaced
from tests.guide.importing import saved_pages
from tests.guide.importing.saved_pages import draft_of, overview, source_of


@pytest.mark.parametrize("page", ["milestone", "overview", "part_three", "home", "progress", "case_study"])
def test_nothing_of_a_page_is_lost(page):
    text = getattr(saved_pages, page)()

    assert [line.text for line in unplaced(source_of(text).lines, draft_of(text))] == []


def test_a_line_that_is_lost_is_found():
    source = source_of(overview() + "\n\nAn unheard-of line.")

    assert [line.text for line in unplaced(source.lines, draft_of(overview()))] == ["An unheard-of line."]


def test_an_overview_has_its_paragraphs_and_its_note():
    draft = draft_of(overview())

    assert draft.lead == "Stage 1 begins with a short paragraph about who is there."
    assert draft.body == (
        ("prose", "<p>It goes on with a longer one. People meet, and they meet again.</p><p>A third paragraph ends it.</p>"),
        ("note", {"title": "", "body": "<p>Nobody needs a budget to have a conversation.</p>"}),
    )


def test_an_overview_whose_popup_is_a_story():
    text = overview(note="").replace(saved_pages.SYMBOLS, f"\n\nDEEPENING THE WORK\n\nTwenty people came.\n\nThey stayed.\n\n\nClose this box.\n\n{saved_pages.SYMBOLS}")

    draft = draft_of(text)

    assert [(story.title, story.html) for story in draft.stories] == [("Deepening the Work", "<p>Twenty people came.</p><p>They stayed.</p>")]
    assert "third paragraph" in draft.body[0][1]


def test_an_introduction_too_long_to_be_one_stays_in_the_text():
    long = "A sentence of an invented overview that says a little more than the one before. " * 8

    draft = draft_of(overview(text=long.strip()))

    assert draft.lead == ""
    assert draft.body[0][1].startswith("<p>A sentence")


def test_part_three_has_its_outline_as_a_list():
    draft = draft_of(saved_pages.part_three())

    assert draft.title == "How to Effectively Scale Up"
    assert draft.body == (
        (
            "prose",
            "<p>It does so in two paragraphs (see Figure 6).</p><p><i>Figure 6: A Staircase With Six Steps</i></p><p>What each stage holds:</p>"
            "<ul><li>An Overview says what the stage is about.</li><li>Pitfalls are what people trip over.</li></ul>",
        ),
    )


def test_sentences_that_point_at_a_symbol_are_left_out_with_their_words():
    left = [one.text for one in draft_of(saved_pages.part_three()).left_out if "symbol" in one.kind]

    assert left == ["You can find them by selecting this symbol:", "You can also tell yours by selecting this symbol and writing to us:"]


def test_a_caption_without_its_picture_is_kept_and_said():
    assert "holds no picture" in draft_of(saved_pages.part_three()).remarks[0]


def test_the_home_has_its_introduction_offer_credit_and_story():
    draft = draft_of(saved_pages.home())

    assert draft.lead.startswith("Scaling Up School and Community Partnerships: The Community Schools Strategy is the title of this invented guide")
    assert draft.body[0] == ("prose", "<p>The three signs below stand on every page of it.</p>")
    assert draft.fields == {
        "learn_more": [("prose", "<h3>Want to learn more?</h3><p>We come by train if the station is open.</p><p>Call ahead.</p>")],
        "credit": "This Guide was prepared with generous support from a baker.",
    }
    assert draft.stories[0].where.label == "Quillen City, MO"


def test_a_progress_page_has_its_pitfalls_in_order():
    draft = draft_of(saved_pages.progress())

    assert draft.fields == {"pitfalls": ["Counting the chairs and not the people.", "Waiting for June."]}


def test_a_progress_page_tells_bullets_above_the_pitfalls_from_pitfalls():
    text = saved_pages.progress().replace("Pitfalls\n", "  • A sign on the door.\n\nPitfalls\n")

    draft = draft_of(text)

    assert draft.fields["pitfalls"] == ["Counting the chairs and not the people.", "Waiting for June."]
    assert "A sign on the door." in [left.text for left in draft.left_out]


def test_a_case_study_has_sections_and_quotations():
    draft = draft_of(saved_pages.case_study())

    assert (draft.title, draft.lead) == ("From One School to an Entire District", "An invented district began with one school and a van.")
    assert draft.body == (
        ("prose", "<h3>The Van</h3><p>It was blue. It broke down twice in its first winter, and both times a parent mended it.</p>"),
        ("quotation", {"text": "We never asked whose job it was to drive, we asked who was awake.", "speaker": "Tessa Aldridge", "role": "bus driver"}),
        ("prose", "<h3>Starting at the Depot</h3><p>The depot had a heater.</p>"),
    )


@pytest.mark.parametrize("label", ["NOTE:", "Note", "note:"])
def test_a_note_in_the_text_ends_with_its_paragraph(label):
    draft = draft_of(overview(note="", text=f"A first line of it.\n\n{label}\n\nMind the step.\n\nThe text goes on here."))

    assert [value for kind, value in draft.body if kind == "note"] == [{"title": "", "body": "<p>Mind the step.</p>"}]
    assert "The text goes on here." in draft.body[0][1]


def test_a_note_on_one_line():
    draft = draft_of(overview(note="", text="A first line of it.\n\nNOTE: Mind the step.\n\nThe text goes on here."))

    assert ("note", {"title": "", "body": "<p>Mind the step.</p>"}) in draft.body
