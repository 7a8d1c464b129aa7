"""The tree: numbers, reading order and breadcrumb come from the pages, whatever editors do to them."""

from math import hypot
from uuid import uuid4

import pytest

from guide.drawing import draw
from guide.models import MilestonePage, StagePage
from guide.spiral import Leaf, Spiral, Stage, read_spiral
from tests import build

pytestmark = pytest.mark.django_db


def names(leaves) -> list[str]:
    return [f"{leaf.name} {leaf.title}".strip() for leaf in leaves]


def a_small_guide() -> tuple[StagePage, list[MilestonePage]]:
    stage = build.a_stage("Decide")
    return stage, [build.a_milestone(title, stage=stage) for title in ("Convene", "Assess", "Compile")]


def test_numbers_come_from_the_order_of_the_pages():
    a_small_guide()
    second = build.a_stage("Develop", number=2)
    build.a_milestone("Define", stage=second)

    spiral = read_spiral(build.the_home())

    assert names(spiral.stages) == ["Stage 1 Decide", "Stage 2 Develop"]
    assert names(spiral.stages[0].milestones) == ["Milestone 1 Convene", "Milestone 2 Assess", "Milestone 3 Compile"]
    assert names(spiral.stages[1].milestones) == ["Milestone 1 Define"]


def test_a_moved_milestone_takes_the_number_of_its_new_place():
    stage, (convene, _assess, compile_) = a_small_guide()

    compile_.move(convene, pos="left")

    assert names(read_spiral(stage).stages[0].milestones) == ["Milestone 1 Compile", "Milestone 2 Convene", "Milestone 3 Assess"]


def test_a_milestone_moved_to_another_stage_counts_there():
    stage, (convene, *_others) = a_small_guide()
    second = build.a_stage("Develop", number=2)

    convene.move(second, pos="last-child")

    spiral = read_spiral(stage)
    assert names(spiral.stages[0].milestones) == ["Milestone 1 Assess", "Milestone 2 Compile"]
    assert names(spiral.stages[1].milestones) == ["Milestone 1 Convene"]
    assert spiral.milestone(convene.pk)[1].url == "/part-3/stage-2/convene/"


def test_stages_that_change_places_change_numbers():
    build.a_stage("Decide")
    second = build.a_stage("Develop", number=2)

    second.move(build.a_part(3), pos="first-child")

    assert names(read_spiral(second).stages) == ["Stage 1 Develop", "Stage 2 Decide"]


def test_a_new_name_shows_once_it_is_published():
    stage, _milestones = a_small_guide()
    stage.title = "Decide Together"
    stage.save_revision()
    before = names(read_spiral(stage).stages)

    stage.get_latest_revision().publish()

    assert before == ["Stage 1 Decide"]
    assert names(read_spiral(stage).stages) == ["Stage 1 Decide Together"]


def test_reading_order_goes_across_the_parts():
    first = build.a_part(1, title="Strategy")
    section = build.a_content_page("Why", under=first)
    stage, (convene, *_others) = a_small_guide()
    build.a_content_page("House rules")
    build.the_story_index()

    spiral = read_spiral(stage)

    assert [leaf.title for leaf in spiral.in_reading_order()] == [
        build.the_home().title, "Strategy", "Why", "Part 3", "Decide", "Convene", "Assess", "Compile",
    ]  # fmt: skip
    assert [leaf and leaf.title for leaf in spiral.around(section.pk)] == ["Strategy", "Part 3"]
    assert [leaf and leaf.title for leaf in spiral.around(convene.pk)] == ["Decide", "Assess"]
    assert [leaf and leaf.title for leaf in spiral.around(build.the_home().pk)] == [None, "Strategy"]


def test_a_page_of_the_foot_stands_beside_the_guide():
    rules = build.a_content_page("House rules")

    assert read_spiral(rules).around(rules.pk) == (None, None)
    assert [leaf.kind for leaf in read_spiral(rules).above(rules)] == ["guidehome"]


def test_what_is_over_a_page():
    _stage, (convene, *_others) = a_small_guide()
    story = build.a_story()

    assert [leaf.title for leaf in read_spiral(convene).above(convene)][1:] == ["Part 3", "Decide"]
    assert [leaf.title for leaf in read_spiral(story).above(story)][1:] == ["Stories from the Field"]


def test_drafts_are_left_out_but_a_draft_sees_itself():
    stage, (convene, assess, _compile) = a_small_guide()
    convene.unpublish()

    assert names(read_spiral(assess).stages[0].milestones) == ["Milestone 1 Assess", "Milestone 2 Compile"]
    assert names(read_spiral(convene).stages[0].milestones)[0] == "Milestone 1 Convene"


def test_milestones_of_a_stage_taken_off_the_site_belong_to_no_other_stage():
    build.a_milestone("Convene", stage=build.a_stage("Decide"))
    second = build.a_stage("Develop", number=2)
    build.a_milestone("Define", stage=second)
    second.unpublish()

    spiral = read_spiral(build.the_home())

    assert names(spiral.stages[0].milestones) == ["Milestone 1 Convene"]
    assert [leaf.number for leaf in spiral.reading if leaf.title == "Define"] == [0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_tree_is_one_query(django_assert_num_queries, count):
    stage = build.a_stage()
    for number in range(count):
        build.a_milestone(f"Milestone {number}", stage=stage)

    with django_assert_num_queries(1):
        spiral = read_spiral(stage)

    assert len(spiral.stages[0].milestones) == count


# ---------------------------------------------------------------- the figure


def test_every_stage_and_milestone_has_its_mark_in_reading_order():
    a_small_guide()
    build.a_milestone("Define", stage=build.a_stage("Develop", number=2))

    drawing = draw(read_spiral(build.the_home()))

    drawn = [mark.page.title for one in drawing.stages for mark in (one.disc, *one.dots)]
    assert drawn == ["Decide", "Convene", "Assess", "Compile", "Develop", "Define"]
    assert [strand.behind for strand in drawing.strands] == [True, False]


def test_marks_stay_inside_the_figure_and_apart_from_each_other():
    drawing = draw(Spiral([a_full_stage(number) for number in range(1, 8)]))

    marks = [mark for one in drawing.stages for mark in (one.disc, *one.dots)]
    assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in marks)
    assert min(hypot(a.x - b.x, a.y - b.y) for n, a in enumerate(marks) for b in marks[n + 1 :]) >= 18  # a dot is 18 wide
    assert all(0 <= mark.text_x <= drawing.width for mark in marks)


def a_full_stage(number: int) -> Stage:
    milestones = [Leaf(10 * number + n, uuid4(), n, "A milestone with a rather long name", "/", "milestonepage") for n in range(1, 7)]
    return Stage(number, uuid4(), number, "A stage of many", "/", "stagepage", milestones=milestones)


def test_a_guide_without_stages_has_an_empty_figure():
    assert draw(read_spiral(build.the_home())).stages == []
