"""Which page it is: spellings, numbers that disagree with titles, old addresses, and pages of other sites."""

import pytest

from guide.importing.recognising import Foreign, Type
from tests.guide.importing import saved_pages
from tests.guide.importing.saved_pages import GUIDE_BAR, STAGES, recognised

BODY = "\n\nA paragraph of invented words that goes on for a while, so that nobody takes it for a title of anything at all, however short titles are."


def place_of(titles: str, name: str = "page.txt") -> tuple[str, str]:
    found = recognised(f"{titles}{BODY}", name)
    return found.type, found.place


@pytest.mark.parametrize(
    ("titles", "slug"),
    [
        ("Stage 1 Milestone 4", "stage-1/broaden-collaborative-leadership"),
        ("Stage 1 Milestone 4\n\nMilestone #4: Broaden Collaborative Leadership", "stage-1/broaden-collaborative-leadership"),
        ("Stage 5: Milestone 1", "stage-5/align-principles-practice-and-policies"),
        ("STAGE FIVE - MILESTONE ONE", "stage-5/align-principles-practice-and-policies"),
        ("Part Three: Stage 2, Milestone 3: Plan-to-Plan", "stage-2/plan-to-plan"),
        ("Stage 3 Milestone 1\nMilestone 1: Define Results", "stage-3/define-desired-results"),
        ("Stage 3 Milestone 4\nDevelop a Roll-out Strategy", "stage-3/develop-a-rollout-strategy"),
        ("Stage 6 Milestone 4\nMILESTONE #4: EXPAND ROLL-OUT", "stage-6/expand-rollout"),
        ("Stage 3: Plan for Scale Up\nMilestone 2: Create a Results Based Logic Model", "stage-3/create-a-results-based-logic-model"),
        ("Compile a Convincing Rationale for Scale Up", "stage-1/compile-a-convincing-rationale-for-scale-up"),
        (f"{STAGES}\n\nStage 6 Milestone 6\n\nMilestone #6: System Scan", "stage-6/system-scan"),
    ],
)
def test_milestones(titles, slug):
    assert place_of(titles) == (Type.MILESTONE, f"part-3/{slug}")


@pytest.mark.parametrize(
    ("titles", "place"),
    [
        ("Part Three: Stage 3 Overview", "part-3/stage-3"),
        ("Part III: Stage 3 - Overview", "part-3/stage-3"),
        ("Stage 6 Overview\nSTAGE 6: CONTINUE IMPROVEMENT & EXPANSION\nOVERVIEW", "part-3/stage-6"),
        ("Stage 1: Decide to Scale-Up", "part-3/stage-1"),
        ("Part Three: Stage 1", "part-3/stage-1"),
    ],
)
def test_stage_overviews(titles, place):
    assert place_of(titles) == (Type.STAGE, place)


@pytest.mark.parametrize(
    ("titles", "type_", "place"),
    [
        ("Stage 4: How You Know If You Are Making Progress", Type.PROGRESS, "part-3/stage-4"),
        ("Stage 6\nHow do you know if you're making progress", Type.PROGRESS, "part-3/stage-6"),
        ("PART THREE\nHOW TO SCALE UP COMMUNITY SCHOOLS EFFECTIVELY: A 6-STAGE STRATEGY", Type.PART, "part-3"),
        ("Part Three: A 6 Stage Strategy", Type.PART, "part-3"),
        ("Part Two: A Framework for Scale-Up", Type.PART, "part-2"),
        ("Part Two: Summing Up", Type.CONTENT, "part-2/summing-up"),
        ("Part One: The Scale-Up Imperative", Type.CONTENT, "part-1/the-scale-up-imperative"),
        ("Part Four: Overview", Type.PART, "part-4"),
        ("Part Four: Tulsa, Oklahoma", Type.CASE, "part-4/tulsa-oklahoma"),
        ("CHICAGO, IL\nBuilding Communities of Community Schools - Deepening Scale-Up", Type.CASE, "part-4/chicago-il"),
        (f"{GUIDE_BAR}\nGuide Tools", Type.TOOLS, "tools"),
        (f"Guide Appendix\n{GUIDE_BAR}", Type.APPENDIX, "appendix"),
        (f"Acknowledgements\n{GUIDE_BAR}", Type.CONTENT, "acknowledgments"),
    ],
)
def test_other_pages(titles, type_, place):
    assert place_of(titles) == (type_, place)


def test_the_guide_home_is_not_taken_for_the_parts_it_lists():
    assert recognised(saved_pages.home()).type is Type.HOME


def test_a_place_over_a_video_is_not_a_case_study():
    found = recognised(saved_pages.milestone().replace("Ogden, UT", "Chicago, IL"))

    assert len(found.title_lines) == 2


def test_the_title_wins_over_a_wrong_number_and_it_is_said():
    found = recognised(f"Stage 2 Milestone 1\n\nAssess Readiness{BODY}")

    assert found.place == "part-3/stage-1/assess-readiness"
    assert "placed by its title as Stage 1, Milestone 2" in found.guesses[0]


def test_an_unknown_title_is_placed_by_its_number_and_it_is_said():
    found = recognised(f"Stage 2 Milestone 1\n\nMilestone #1: Sweep the Yard{BODY}")

    assert found.place == "part-3/stage-2/define-key-functions"
    assert "“Sweep the Yard” is not the known one" in found.guesses[0]


def test_a_milestone_the_guide_does_not_have_is_added_and_it_is_said():
    found = recognised(f"Stage 2 Milestone 9: SWEEP THE YARD{BODY}")

    assert (found.place, found.title) == ("part-3/stage-2/sweep-the-yard", "Sweep the Yard")
    assert "not known to have" in found.guesses[0]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("stage_5_overview1.aspx", "part-3/stage-5/initiate-professional-development-and-technical-assistance"),
        ("stage_1_milestone_4_.aspx.html", "part-3/stage-1/broaden-collaborative-leadership"),
        ("stage_1_milestone_4_.aspx?print=y", "part-3/stage-1/broaden-collaborative-leadership"),
        ("saved/Part_Two_Summing_Up.txt", "part-2/summing-up"),
        ("guide_tools.aspx", "tools"),
    ],
)
def test_a_page_without_a_title_is_placed_by_its_old_address(name, place):
    found = recognised(BODY.strip(), name)

    assert found.place == place
    assert "old address" in found.guesses[0]


@pytest.mark.parametrize(
    "text",
    [
        f"Bylaws of the Rowing Club{BODY}",
        f"Tools{BODY}",
        f"Overview{BODY}",
        f"Chicago, IL{BODY}",
        f"Stage 9 Milestone 2{BODY}",
        f"Stage 1 of the Tour de France{BODY}",
        f"My first stage 1 milestone 4 was a surprise{BODY}",
        f"{BODY}\n\nStage 1 Milestone 4",
    ],
)
def test_a_page_of_something_else_is_refused_in_a_sentence(text):
    with pytest.raises(Foreign, match="not a page of the guide"):
        recognised(text)


def test_a_page_of_nothing_but_navigation_is_refused():
    with pytest.raises(Foreign, match="nothing but navigation"):
        recognised(f"{STAGES}\n{GUIDE_BAR}")
