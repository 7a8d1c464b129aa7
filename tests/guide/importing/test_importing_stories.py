"""Stories from the Field: where they begin and end, what they are called, where they happened."""

import pytest

from guide.importing.places import first_place, place_line
from tests.guide.importing.saved_pages import PROMPTS, draft_of, milestone, overview


def told(stories: str, **page: str) -> list[tuple[str, str]]:
    return [(story.title, story.html) for story in draft_of(milestone(stories=stories, **page)).stories]


def test_two_stories_without_headings_are_told_apart_by_their_places():
    draft = draft_of(milestone())

    assert [(story.title, story.where.label) for story in draft.stories] == [
        ("Families from Larkspur Falls, Minnesota, painted the gym…", "Larkspur Falls, MN"),
        ("When the clinic in Dos Arroyos, NM moved…", "Dos Arroyos, NM"),
    ]
    assert draft.stories[0].html == "<p>Families from Larkspur Falls, Minnesota, painted the gym over one weekend. It took forty people.</p>"


def test_headings_in_capitals_part_them_and_name_them():
    found = told("PAINTING THE GYM\n\nForty people came.\n\nIt took a weekend.\n\n\nA CLINIC WITHOUT A LEASE\n\nNobody had signed.")

    assert found == [
        ("Painting the Gym", "<p>Forty people came.</p><p>It took a weekend.</p>"),
        ("A Clinic Without a Lease", "<p>Nobody had signed.</p>"),
    ]


def test_a_second_paragraph_without_a_place_goes_on_with_the_first():
    assert len(told("In Larkspur Falls, MN forty people came.\n\n\nThey brought brushes.\n\n\nIn Dos Arroyos, NM nobody did.")) == 2


@pytest.mark.parametrize("close", ["Close this box.", "CLOSE", "Close this window", "[x Close]"])
def test_any_close_button_ends_a_story(close):
    text = milestone().replace("Close this box.", close)

    assert len(draft_of(text).stories) == 2


def test_the_prompts_above_are_no_part_of_a_story():
    draft = draft_of(milestone(prompts=PROMPTS + "\n\nBring chairs. There are never enough of them.", stories="In Quillen City, MO the buses run late."))

    assert [value["heading"] for kind, value in draft.body if kind == "prompt"][-1] == "Bring chairs"
    assert len(draft.stories) == 1


def test_without_a_popup_there_is_no_story():
    assert told("") == []


def test_the_text_of_a_page_is_no_story_though_a_close_button_follows_it():
    draft = draft_of(overview(note="", text="The buses of Quillen City, MO run late.\n\nSo do others.\n\nClose this box."))

    assert draft.stories == ()
    assert "Quillen City" in draft.lead


def test_a_popup_that_names_no_place_is_one_story_and_a_guess():
    draft = draft_of(milestone(stories="Somebody once painted a gym and told nobody about it."))

    assert [story.key for story in draft.stories] == ["part-3/stage-1/convene-innovators#story-1"]
    assert any("Close this box" in guess for guess in draft.guesses)


def test_two_stories_of_one_place_have_keys_of_their_own():
    draft = draft_of(milestone(stories="PAINTING UP\n\nIn Quillen City, MO they painted.\n\n\nSWEEPING UP\n\nIn Quillen City, MO they swept."))

    assert [story.key.partition("#")[2] for story in draft.stories] == ["quillen-city-mo", "quillen-city-mo-2"]


def test_a_known_story_without_its_heading_gets_the_published_one():
    page = milestone("Stage 1 Milestone 4", "Milestone #4: Broaden Collaborative Leadership", stories="A bus from Lincoln, Nebraska went to Quillen City, MO.")

    assert [story.title for story in draft_of(page).stories] == ["Locally Focused Events for Scale-Up"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("In Cincinnati, OH, the buses", "Cincinnati, OH"),
        ("Leaders from Lincoln, Nebraska, went to Kansas City.", "Lincoln, NE"),
        ("The head of the Providence Public Schools said", "Providence, RI"),
        ("across Multnomah County, Oregon", "Multnomah County, OR"),
        ("A Friday in Washington, D.C. was", "Washington, DC"),
        ("At St. Paul, MN it", "St. Paul, MN"),
    ],
)
def test_the_place_of_a_text(text, label):
    assert first_place(text).label == label


@pytest.mark.parametrize("text", ["On Monday, in June", "A room, a key", ""])
def test_a_text_without_a_place(text):
    assert first_place(text) is None


@pytest.mark.parametrize(("text", "label"), [("New York, NY", "New York, NY"), ("Nashiville, TN", "Nashville, TN"), ("Brooklyn Center, MI", "Brooklyn Center, MN")])
def test_a_line_that_is_a_place(text, label):
    assert place_line(text).label == label


@pytest.mark.parametrize("text", ["New York", "In New York, NY it rained.", "Ana, Ben"])
def test_a_line_that_is_no_place(text):
    assert place_line(text) is None


def test_a_hostile_run_of_names_takes_no_time():
    assert first_place("A.B-" * 100_000) is None
