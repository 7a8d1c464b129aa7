"""A milestone's draft: headed prompts, nested bullets, questions, video places."""

import pytest

from guide.importing.accounting import unplaced
from tests.guide.importing.saved_pages import draft_of, milestone, source_of


def prompts(text: str) -> list[tuple[str, str]]:
    """Heading and body of each prompt of a milestone with this text."""
    return [(value["heading"], value["body"]) for kind, value in draft_of(milestone(prompts=text, stories="")).body if kind == "prompt"]


def test_the_whole_page_in_its_order():
    draft = draft_of(milestone())

    assert [kind for kind, _value in draft.body] == ["prompt", "prompt", "prompt", "video", "video", "pull_story", "pull_story"]
    assert [value["heading"] for kind, value in draft.body if kind == "prompt"] == ["Ask the crossing guard", "Find a room", "Who Holds the Key?"]
    assert [value["place"] for kind, value in draft.body if kind == "video"] == ["Ogden, UT", "Kent County, MI"]
    assert draft.lead == ""


def test_nothing_of_the_page_is_lost():
    source = source_of(milestone())

    assert unplaced(source.lines, draft_of(milestone())) == []


def test_a_lead_in_becomes_the_heading_and_its_bullets_keep_theirs_in_bold():
    assert prompts("Ask the guard. She knows.\n\n  • Bring coffee. It is cold.\n  • Listen first! Then ask.")[0] == (
        "Ask the guard",
        "<p>She knows.</p><ul><li><b>Bring coffee.</b> It is cold.</li><li><b>Listen first!</b> Then ask.</li></ul>",
    )


def test_a_line_of_its_own_is_a_heading():
    assert prompts("Find a room.\nA group without one waits outside.")[0] == ("Find a room", "<p>A group without one waits outside.</p>")


@pytest.mark.parametrize("heading", ["Who Holds the Key?", "Keys and locks", "Mind the step!"])
def test_a_heading_right_above_bullets(heading):
    assert prompts(f"{heading}\n  • One\n  • Two")[0] == (heading, "<ul><li>One</li><li>Two</li></ul>")


def test_a_heading_in_capitals_is_set_in_small_letters():
    assert prompts("KEYS AND LOCKS\n  • One")[0][0] == "Keys and locks"


def test_bullets_inside_bullets():
    assert prompts("Look around.\n  • A\n    • B\n      • C\n  • D\n")[0][1] == "<ul><li>A<ul><li>B<ul><li>C</li></ul></li></ul></li><li>D</li></ul>"


def test_very_deep_bullets_are_drawn_at_a_depth_that_can_be_read():
    deep = "\n".join(" " * 2 * depth + f"• Level {depth}" for depth in range(1, 200))

    body = prompts(f"Look around.\n{deep}")[0][1]

    assert body.count("<ul>") == 4
    assert body.count("<li>") == 199


def test_numbers_and_bullets_make_lists_of_their_own():
    assert prompts("Look around.\n1. One\n2. Two\n• Three")[0][1] == "<ol><li>One</li><li>Two</li></ol><ul><li>Three</li></ul>"


@pytest.mark.parametrize(
    "entry",
    [
        "Is there a close fit? What if there is not?",
        "For schools, what is possible when many of them share a van?",
        "The van is blue. It was a gift.",
        "Meeting on Mondays",
    ],
)
def test_an_entry_that_only_looks_as_if_it_had_a_lead_in(entry):
    assert prompts(f"Look around.\n  • {entry}")[0][1] == f"<ul><li>{entry}</li></ul>"


def test_a_list_in_which_few_entries_have_a_lead_in_has_none_in_bold():
    assert "<b>" not in prompts("Look around.\n  • Bring coffee. It is cold.\n  • Chairs\n  • Tables")[0][1]


def test_an_abbreviation_does_not_end_a_lead_in():
    assert prompts("Look around.\n  • Ask Dr. Smith on Friday. She knows.")[0][1] == "<ul><li><b>Ask Dr. Smith on Friday.</b> She knows.</li></ul>"


def test_an_ordinary_paragraph_does_not_begin_a_prompt():
    found = prompts("Find a room. It has to be warm.\n\nThis takes time. People move, and rooms are let to others.")

    assert found == [("Find a room", "<p>It has to be warm.</p><p>This takes time. People move, and rooms are let to others.</p>")]


def test_what_stands_before_the_first_prompt_is_the_introduction():
    draft = draft_of(milestone(prompts="A milestone may begin with a word of its own, before any prompt.\n\nFind a room. It has to be warm.", stories=""))

    assert draft.lead == "A milestone may begin with a word of its own, before any prompt."


def test_markup_in_the_text_is_shown_and_not_obeyed():
    heading, body = prompts('Ask <b>her</b>. Say <script>alert(1)</script> & "go".\n  • <img src=x onerror=alert(1)>')[0]

    assert heading == "Ask <b>her</b>"
    assert body == '<p>Say &lt;script&gt;alert(1)&lt;/script&gt; &amp; "go".</p><ul><li>&lt;img src=x onerror=alert(1)&gt;</li></ul>'


def test_headings_that_were_guessed_are_said():
    assert "“Find a room”" in " ".join(draft_of(milestone()).guesses)


def test_a_milestone_without_prompts_keeps_its_paragraphs_and_says_so():
    draft = draft_of(milestone(prompts="This is all there is, and it is not much, but it has to be kept.\n\nThe end of it is here, in a second paragraph.", stories=""))

    assert (draft.lead, [kind for kind, _value in draft.body]) == ("This is all there is, and it is not much, but it has to be kept.", ["prose", "video", "video"])
    assert "No headed prompts" in draft.remarks[0]


def test_a_mistyped_place_over_a_video_is_put_right_and_said():
    draft = draft_of(milestone().replace("Ogden, UT", "Odgen, UT"))

    assert [value["place"] for kind, value in draft.body if kind == "video"][0] == "Ogden, UT"
    assert "“Odgen, UT” is read as Ogden, UT" in " ".join(draft.guesses)


def test_the_same_page_in_other_surroundings_is_the_same_draft():
    bare = milestone().replace("People talking", "").split("Stage 1 | Stage 2")[1].split("\n", 1)[1].split("Guide Home")[0]

    assert draft_of(f"Stage 1 Milestone 1\r\n{bare}".replace("\n", "\r\n")).digest == draft_of(milestone()).digest


def test_another_word_is_another_draft():
    assert draft_of(milestone().replace("coffee", "tea")).digest != draft_of(milestone()).digest
