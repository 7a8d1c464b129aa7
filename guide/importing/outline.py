"""What is known of the guide before a page of it is read: titles, their other spellings, old addresses, places.

Titles are the published ones. Other spellings need not repeat what `fold` already ignores (case, hyphens, "&", Roll-out).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.utils.text import slugify

from guide.importing.lines import fold

OLD_SITE = "http://www.communityschools.org/resources/"
GUIDE_TITLES = (
    "Scaling Up School and Community Partnerships",
    "Scaling Up School and Community Partnerships: The Community Schools Strategy",
    "Scaling Up School and Community Partnerships: The Community Schools Strategy (An Interactive Guide)",
)


@dataclass(frozen=True)
class Milestone:
    number: int
    title: str
    address: str = ""
    also: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return slugify(self.title)


@dataclass(frozen=True)
class Stage:
    number: int
    title: str
    address: str
    milestones: tuple[Milestone, ...]
    progress: str = ""

    @property
    def place(self) -> str:
        return f"part-3/stage-{self.number}"

    def place_of(self, milestone: Milestone) -> str:
        return f"{self.place}/{milestone.slug}"


@dataclass(frozen=True)
class Part:
    number: int
    title: str
    address: str = ""
    also: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"part-{self.number}"


@dataclass(frozen=True)
class CaseStudy:
    where: str
    title: str
    address: str = ""

    @property
    def place(self) -> str:
        return f"part-4/{slugify(self.where.replace('/', ' '))}"


STAGES = (
    Stage(1, "Decide to Scale Up", "part_three_stage_1.aspx", (
        Milestone(1, "Convene Innovators", "stage_1_milestone_1_convene_innovators.aspx"),
        Milestone(2, "Assess Readiness", "stage_1_milestone_2_assess_readiness_.aspx"),
        Milestone(3, "Compile a Convincing Rationale for Scale-Up", "stage_1_milestone_3compile_a_convincing_rationale_.aspx"),
        Milestone(4, "Broaden Collaborative Leadership", "stage_1_milestone_4_.aspx"),
        Milestone(5, "Commit to a Motivating Shared Vision", "stage_1_milestone_5.aspx"),
        Milestone(6, "Increase Visibility", "stage_1_milestone_6.aspx"),
    )),
    Stage(2, "Develop an Operating Framework", "part_three_stage_2_overview.aspx", (
        Milestone(1, "Define Key Functions", "stage_2_milestone_1.aspx"),
        Milestone(2, "Distribute Leadership", "stage_2_milestone_2.aspx"),
        Milestone(3, "Plan to Plan", "stage_2_milestone_3.aspx"),
    )),
    Stage(3, "Plan for Scale-Up", "part_three_stage_3_overview.aspx", (
        Milestone(1, "Define Desired Results", "stage_3_milestone_1.aspx", also=("Define Results",)),
        Milestone(2, "Create a Results-Based Logic Model", "stage_3_milestone_2.aspx"),
        Milestone(3, "Prepare for Evaluation", "stage_3_milestone_3.aspx"),
        Milestone(4, "Develop a Rollout Strategy", "stage_3_milestone_4.aspx"),
    )),
    Stage(4, "Plan for Sustainability", "part_three_stage_4_overview.aspx", (
        Milestone(1, "Build Financial Capacity", "stage_4_milestone_1.aspx"),
        Milestone(2, "Build Political Capacity", "stage_4_milestone_2.aspx"),
    ), progress="stage_4_how_you_know_if_you_are_making_progress.aspx"),
    Stage(5, "Implement Systemically", "stage_5_overview.aspx", (
        Milestone(1, "Align Principles, Practice, and Policies", "stage_5_milestone_1.aspx"),
        Milestone(2, "Initiate Professional Development and Technical Assistance", "stage_5_overview1.aspx"),
    )),
    Stage(6, "Continue Improvement and Expansion", "stage_6_overview.aspx", (
        Milestone(1, "Collect Data to Assess Progress", "stage_6_milestone_1.aspx"),
        Milestone(2, "Use Data to Strengthen the Initiative", "stage_6_milestone_2.aspx"),
        Milestone(3, "Publicize Progress", "stage_6_milestone_3.aspx"),
        Milestone(4, "Expand Rollout", "stage_6_milestone_4.aspx"),
        Milestone(5, "Preparation and Professional Development"),
        Milestone(6, "System Scan", "stage_6_milestone_6.aspx"),
    ), progress="stage_6_how_you_know_if_you_are_making_progress.aspx"),
)  # fmt: skip

PARTS = (
    Part(1, "The Community Schools Strategy"),
    Part(2, "A Framework for Scale-Up", "systems_web_guide_part_2.aspx"),
    Part(3, "How to Effectively Scale Up", "part_three_how_to_effectively_scale_up_css.aspx", also=(
        "A 6 Stage Strategy",
        "How to Scale Up Community Schools Effectively",
        "How to Scale Up Community Schools Effectively: A 6-Stage Strategy",
    )),
    Part(4, "Case Studies of Scaling Up Community School Initiatives", "part_four_case_studies_overview.aspx", also=(
        "Case Studies of Scaling Up CS Initiatives",
        "Case Studies",
        "Overview",
    )),
)  # fmt: skip

PART_SECTIONS = {
    "part_one_a_community_where_learning_happens.aspx": (1, "A Community Where Learning Happens"),
    "part_one_rationale_for_a_scaled_up_system_of_css1.aspx": (1, "The Scale-Up Imperative"),
    "part_two_structure_and_function_.aspx": (2, "Structure and Function"),
    "part_two_structure_and_function_cont.aspx": (2, "Structure and Function Cont."),
    "part_two_summing_up.aspx": (2, "Summing Up"),
}

CASE_STUDIES = (
    CaseStudy("Chicago, IL", "Building Communities of Community Schools - Deepening Scale-Up", "chicago_il_building_communities.aspx"),
    CaseStudy("Cincinnati, Ohio", "One Brick at a Time—How a Facilities Master Plan Enhanced Collaborative Decision Making"),
    CaseStudy("Evansville, Indiana", "From One School to an Entire District", "evansville_indiana.aspx"),
    CaseStudy("Kansas City, Missouri", "Schools Enhancing Community Welfare", "kansas_city_missouri.aspx"),
    CaseStudy(
        "Lehigh Valley, Pennsylvania",
        "Building Out Regionally—COMPASS Schools and the United Way of Greater Lehigh Valley, Pennsylvania",
        "lehigh_valley_pennsylvania.aspx",
    ),
    CaseStudy("Oakland, California", "Lifting the Vision of Community Schools Across a District"),
    CaseStudy("Portland/Multnomah County, Oregon", "More Than a Promise—Where Learning Happens", "portlandmultnomah_county_oregon.aspx"),
    CaseStudy("South King County, Washington", "Doing the Work Better and Faster; Expanding in King County, Washington"),
    CaseStudy("Tulsa, Oklahoma", "Learning from Other Initiatives and Planning for Sustainability", "tulsa_oklahoma.aspx"),
)

OTHER_PAGES = {"appendix": "guide_appendix.aspx", "tools": "guide_tools.aspx", "acknowledgments": "scaling_up_guide_acknowlegments.aspx"}

STORY_TITLES = {
    ("", "Cincinnati, OH"): "Partnership Networks in Cincinnati",
    ("part-3/stage-1/broaden-collaborative-leadership", "Lincoln, NE"): "Locally Focused Events for Scale-Up",
    ("part-3/stage-1/broaden-collaborative-leadership", "Providence, RI"): "Avoiding Duplicative Leadership Coalitions",
    ("part-3/stage-1/increase-visibility", "PA"): "State Support for Scale-Up",
    ("part-3/stage-2/define-key-functions", "Multnomah County, OR"): "Inter-Organizational Accountability",
    ("part-3/stage-5", "Multnomah County, OR"): "Deepening the Practice",
    ("part-3/stage-6/expand-rollout", "Multnomah County, OR"): "Continued Growth",
}
"""Titles for stories whose heading a saved page may lack, by the page they hang on and their place. The guide itself gives
the Cincinnati story no heading: that one is ours."""

STAGE_OF_TITLE = {fold(stage.title): stage for stage in STAGES}


def stage_numbered(number: int) -> Stage | None:
    return next((stage for stage in STAGES if stage.number == number), None)


def part_numbered(number: int) -> Part | None:
    return next((part for part in PARTS if part.number == number), None)


def milestones_titled(title: str) -> tuple[Stage, Milestone] | None:
    return _MILESTONE_OF_TITLE.get(fold(title))


def old_address(place: str) -> str:
    """The page's address on the old site; empty where none is known."""
    if place == "":
        return "http://www.communityschools.org/ScalingUp/"
    name = next((name for name, known in _PLACE_OF_NAME.items() if known == place and "how_you_know" not in name), "")
    return OLD_SITE + name if name else ""


def place_of_old_name(name: str) -> str | None:
    """The place of a page by the last piece of its old address, as a saved file may be called."""
    return _PLACE_OF_NAME.get(name.casefold().rstrip("/").rsplit("/", 1)[-1])


def place_linked(address: str) -> str | None:
    """The place that a link on an old page leads to, given whole or from within the old site; None when it leads elsewhere."""
    try:
        where = urlsplit(urljoin(OLD_SITE, address))
    except ValueError:
        return None
    if where.scheme not in ("http", "https") or not (where.hostname or "").casefold().endswith("communityschools.org"):
        return None
    if where.path.casefold().strip("/") == "scalingup":
        return ""
    return dict(old_names()).get(where.path.casefold().rstrip("/").rsplit("/", 1)[-1])


def old_names() -> Iterator[tuple[str, str]]:
    """The last piece of each known old address, with the place it led to. A stage's progress page is part of the stage now."""
    yield from _PLACE_OF_NAME.items()
    yield from ((stage.progress, stage.place) for stage in STAGES if stage.progress)


def is_of_progress(old_path: str) -> bool:
    """True for the old address of a stage's progress page."""
    return old_path.rsplit("/", 1)[-1] in {stage.progress for stage in STAGES if stage.progress}


def section_place(part: int, title: str) -> str:
    return f"part-{part}/{slugify(title) or 'section'}"


def known_title(place: str) -> str:
    """The published title of a place; empty for a place that is not in the outline."""
    return _TITLE_OF_PLACE.get(place, "")


def siblings_in_order(place: str) -> tuple[str, ...]:
    """The places that the outline puts beside a place, itself included, in reading order; empty for an unknown place."""
    parent = place.rpartition("/")[0]
    known = tuple(one for one in _TITLE_OF_PLACE if one.rpartition("/")[0] == parent)
    return known if place in known else ()


def _old_names() -> Iterator[tuple[str, str]]:
    for stage in STAGES:
        yield stage.address, stage.place
        yield from ((milestone.address, stage.place_of(milestone)) for milestone in stage.milestones)
    yield from ((part.address, part.place) for part in PARTS)
    yield from ((name, section_place(part, title)) for name, (part, title) in PART_SECTIONS.items())
    yield from ((case.address, case.place) for case in CASE_STUDIES)
    yield from ((name, place) for place, name in OTHER_PAGES.items())


def _titles() -> Iterator[tuple[str, str]]:
    for part in PARTS:
        yield part.place, part.title
        yield from ((section_place(number, title), title) for number, title in PART_SECTIONS.values() if number == part.number)
    for stage in STAGES:
        yield stage.place, stage.title
        yield from ((stage.place_of(milestone), milestone.title) for milestone in stage.milestones)
    yield from ((case.place, case.title) for case in CASE_STUDIES)


_TITLE_OF_PLACE = dict(_titles())
_PLACE_OF_NAME = {name: place for name, place in _old_names() if name}
_MILESTONE_OF_TITLE = {
    fold(title): (stage, milestone) for stage in STAGES for milestone in stage.milestones for title in (milestone.title, *milestone.also)
}
