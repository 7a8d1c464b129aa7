"""The starter guide and the demonstration as text: complete, in our own words, and fit to be stored."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from accounts.names import check_display_name
from guide.blocks import Body
from guide.starter import read_demonstration, read_starter
from guide.starter.files import FOLDER

MILESTONES = {
    "Decide to Scale Up": [
        "Convene Innovators",
        "Assess Readiness",
        "Compile a Convincing Rationale for Scale-Up",
        "Broaden Collaborative Leadership",
        "Commit to a Motivating Shared Vision",
        "Increase Visibility",
    ],
    "Develop an Operating Framework": ["Define Key Functions", "Distribute Leadership", "Plan to Plan"],
    "Plan for Scale-Up": [
        "Define Desired Results",
        "Create a Results-Based Logic Model",
        "Prepare for Evaluation",
        "Develop a Rollout Strategy",
    ],
    "Plan for Sustainability": ["Build Financial Capacity", "Build Political Capacity"],
    "Implement Systemically": [
        "Align Principles, Practice, and Policies",
        "Initiate Professional Development and Technical Assistance",
    ],
    "Continue Improvement and Expansion": [
        "Collect Data to Assess Progress",
        "Use Data to Strengthen the Initiative",
        "Publicize Progress",
        "Expand Rollout",
        "Preparation and Professional Development",
        "System Scan",
    ],
}
CHARACTERISTICS = [
    ["Shared Ownership"],
    ["Shared Ownership"],
    ["Spread"],
    ["Sustainability"],
    ["Depth"],
    ["Shared Ownership", "Spread", "Depth", "Sustainability"],
]
CASES = {
    "Chicago, IL": "Building Communities of Community Schools - Deepening Scale-Up",
    "Cincinnati, Ohio": "One Brick at a Time—How a Facilities Master Plan Enhanced Collaborative Decision Making",
    "Evansville, Indiana": "From One School to an Entire District",
    "Kansas City, Missouri": "Schools Enhancing Community Welfare",
    "Lehigh Valley, Pennsylvania": "Building Out Regionally—COMPASS Schools and the United Way of Greater Lehigh Valley, Pennsylvania",
    "Oakland, California": "Lifting the Vision of Community Schools Across a District",
    "Portland/Multnomah County, Oregon": "More Than a Promise—Where Learning Happens",
    "South King County, Washington": "Doing the Work Better and Faster; Expanding in King County, Washington",
    "Tulsa, Oklahoma": "Learning from Other Initiatives and Planning for Sustainability",
}
FUNCTIONS = {
    "Results-Based Vision",
    "Data and Evaluation",
    "Finance and Resource Development",
    "Alignment and Integration",
    "Supportive Policy and Practice",
    "Professional Development and Technical Assistance",
    "Broad Community Engagement",
}
LEVELS = {"community", "intermediary", "site"}
FOOT = {"house-rules", "privacy", "accessibility", "how-asking-works", "contact"}

# What a starter page may link to besides the guide's own pages.
OTHER_ADDRESSES = {"ask", "share", "my/data", "my/settings"}

TAGS = {"p", "ul", "ol", "li", "b", "a", "h3"}
NESTED = re.compile(r"<li>(?:(?!</li>).)*<[uo]l>")

GUIDE = read_starter()
DEMONSTRATION = read_demonstration()
EVERY_PAGE = [*GUIDE.pages, *DEMONSTRATION.stories]
on_every_page = pytest.mark.parametrize("written", EVERY_PAGE, ids=lambda page: page.path or "home")


def milestones_of(stage):
    return [page for page in GUIDE.of_type("MilestonePage") if page.parent_path == stage.path]


def prompts(page):
    return [block["value"] for block in page.body if block["type"] == "prompt"]


def strings(value, key=""):
    """Every text in a block's value; ids and names of types left out."""
    if isinstance(value, str):
        return [] if key in ("id", "type") else [value]
    pairs = value.items() if isinstance(value, dict) else (("", one) for one in value)
    return [text for name, inner in pairs for text in strings(inner, name)]


# The guide's shape -----------------------------------------------------------------------------


def test_stages_and_milestones_have_the_published_titles_in_order():
    stages = GUIDE.of_type("StagePage")

    assert {stage.title: [page.title for page in milestones_of(stage)] for stage in stages} == MILESTONES
    assert [stage.title for stage in stages] == list(MILESTONES)
    assert [len(milestones_of(stage)) for stage in stages] == [6, 3, 4, 2, 2, 6]


def test_cases_have_the_published_places_and_titles_in_order():
    assert [(case.place, case.title) for case in GUIDE.of_type("CaseStudyPage")] == list(CASES.items())


def test_addresses_follow_the_tree_with_parents_first():
    paths = [page.path for page in GUIDE.pages]

    assert paths[0] == ""
    assert "part-3/stage-1/broaden-collaborative-leadership" in paths
    assert {"part-1", "part-2", "part-3", "part-4", "tools", "appendix", "stories"} | FOOT <= set(paths)
    assert all(page.parent_path in paths[: paths.index(page.path)] for page in GUIDE.pages[1:])


def test_stages_have_their_characteristics():
    assert [stage.characteristics for stage in GUIDE.of_type("StagePage")] == CHARACTERISTICS


@pytest.mark.parametrize("stage", GUIDE.of_type("StagePage"), ids=lambda stage: stage.slug)
def test_a_stage_has_benchmarks_for_the_official_functions_and_levels(stage):
    cells = [(function, level) for function, level, text in stage.benchmarks]
    functions, levels = {function for function, _ in cells}, {level for _, level in cells}

    assert functions <= FUNCTIONS and len(functions) >= 4
    assert levels == LEVELS
    assert len(cells) == len(set(cells)) >= 12
    assert all(text.endswith(".") for _, _, text in stage.benchmarks)


@pytest.mark.parametrize("stage", GUIDE.of_type("StagePage"), ids=lambda stage: stage.slug)
def test_a_stage_says_that_its_pitfalls_are_starter_text(stage):
    marks = [block for block in stage.body if block["type"] == "note" and "starter" in block["value"]["title"]]

    assert 3 <= len(stage.pitfalls) <= 6
    assert len(marks) == 1
    assert "pitfalls" in marks[0]["value"]["body"] and "Coalition’s" in marks[0]["value"]["body"]


@pytest.mark.parametrize("milestone", GUIDE.of_type("MilestonePage"), ids=lambda milestone: milestone.slug)
def test_a_milestone_has_three_to_six_prompts_worth_reading(milestone):
    words = " ".join(text for block in milestone.body for text in strings(block["value"])).split()

    assert 3 <= len(prompts(milestone)) <= 6
    assert all(len(prompt["body"]) > 100 for prompt in prompts(milestone))
    assert 250 <= len(words) <= 550


def test_some_prompts_hold_nested_bullets():
    bodies = [prompt["body"] for page in GUIDE.of_type("MilestonePage") for prompt in prompts(page)]

    assert sum(bool(NESTED.search(body)) for body in bodies) >= 4


# Fit to be stored -------------------------------------------------------------------------------


@on_every_page
def test_bodies_pass_the_blocks_own_checks(written):
    blocks = Body().to_python(written.body)

    assert len(blocks) == len(written.body)
    if blocks:
        Body().clean(blocks)


@on_every_page
def test_headings_are_unique_on_their_page(written):
    values = [block["value"] for block in written.body if isinstance(block["value"], dict)]
    headings = [value.get("heading") or value["title"] for value in values]

    assert written.title and written.lead
    assert len(headings) == len(set(headings))


@on_every_page
def test_rich_text_is_well_formed_and_links_lead_somewhere(written):
    for html in [text for block in written.body for text in strings(block["value"]) if text.startswith("<")]:
        checker = Checker()
        checker.feed(html)
        checker.close()

        assert checker.open == []
        assert [address for address in checker.addresses if not leads_somewhere(address)] == []


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.addresses = [], []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        self.open.append(tag)
        self.addresses += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def leads_somewhere(address):
    if address.startswith("/"):
        path = address.partition("#")[0].strip("/")
        return path in OTHER_ADDRESSES or path in {page.path for page in GUIDE.pages}
    return address == "mailto:ccs@iel.org"


def test_block_ids_stay_when_the_guide_is_read_again():
    ids = [block["id"] for page in EVERY_PAGE for block in page.body]
    again = [block["id"] for page in [*read_starter().pages, *read_demonstration().stories] for block in page.body]

    assert again == ids
    assert len(ids) == len(set(ids))
    # Questions on sites that are running hang on this very id.
    assert GUIDE.page("part-3/stage-1/convene-innovators").body[0]["id"] == "78ec58c0-ccb9-57de-a135-cd76fbbf36c1"


# The demonstration ------------------------------------------------------------------------------


def test_the_cast_of_the_contract_is_there_with_sound_names():
    people = DEMONSTRATION.people

    assert [person.email for person in people[:6]] == [f"{key}@example.org" for key in ("ana", "ben", "new", "sam", "eve", "admin")]
    assert len({person.key for person in people}) == len({person.email for person in people}) == len(people) >= 14
    assert all(person.email.endswith("@example.org") for person in people)
    for person in people:
        check_display_name(person.display_name)


def test_replies_are_nested_and_no_older_than_what_they_answer():
    depths = []
    for question in DEMONSTRATION.questions:
        written = {"": (0, question.days_ago)}
        for reply in question.replies:
            depth, days_ago = written[reply.to]
            written[reply.key] = (depth + 1, reply.days_ago)
            assert reply.days_ago <= days_ago
        depths += [depth for depth, _ in written.values()]

    assert max(depths) >= 3


def test_questions_stand_in_every_state():
    questions = DEMONSTRATION.questions
    visible = [question for question in questions if question.state == "visible"]

    assert len(questions) >= 14
    assert len({question.page for question in questions}) >= 8
    assert sum(bool(question.passage) for question in questions) >= 5
    assert sum(bool(question.chosen) for question in visible) >= 4
    assert sum(not question.replies for question in visible) >= 2
    assert [question.state for question in questions].count("waiting") == 1
    assert all(len(question.title) <= 140 for question in questions)


def test_the_newcomer_has_never_posted():
    authors = {question.by for question in DEMONSTRATION.questions}
    authors |= {reply.by for question in DEMONSTRATION.questions for reply in question.replies}

    assert "ben" in authors and "new" not in authors


@pytest.mark.parametrize("story", DEMONSTRATION.stories, ids=lambda story: story.slug)
def test_a_story_is_marked_as_a_demonstration(story):
    last = story.body[-1]

    assert (last["type"], last["value"]["title"]) == ("note", "A demonstration story")
    assert len(story.where.state) == 2 and story.milestones and set(story.functions) <= FUNCTIONS
    assert 3 <= story.body[0]["value"].count("<p>") <= 5


# Our own words ----------------------------------------------------------------------------------

RUN = 8  # words in a row that would be copying
PUBLISHED_NAMES = [
    "How you know if you are making progress",
    "Coalition for Community Schools at the Institute for Educational Leadership",
    *MILESTONES,
    *(title for titles in MILESTONES.values() for title in titles),
    *CASES.values(),
]


def seeds():
    return Path(os.environ.get("SEEDS") or Path(__file__).parents[3] / "shared" / "seeds")


def runs(text):
    for name in PUBLISHED_NAMES:
        text = re.sub(re.escape(name), " | ", text, flags=re.IGNORECASE)
    words = re.findall(r"[a-z0-9']+|\|", text.lower().replace("’", "'"))
    return {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1) if "|" not in words[n : n + RUN]}


@pytest.mark.skipif(not any(seeds().glob("*.txt")), reason="the Coalition's saved pages are not here (set SEEDS to their folder)")
@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.name)
def test_no_sentence_is_the_coalitions(file):
    published = set().union(*(runs(page.read_text(encoding="utf-8")) for page in seeds().glob("*.txt")))

    assert len(published) > 1000
    assert runs(file.read_text(encoding="utf-8")) & published == set()
