"""A stage as readers meet it."""

import pytest
from django.test import Client

from guide.models import Benchmark, Function, Level, Pitfall, StagePage
from tests import build
from tests.reading import links, read, words

pytestmark = pytest.mark.django_db


def a_stage_with_benchmarks() -> StagePage:
    stage = build.a_stage()
    vision, data = Function.objects.order_by("order")[:2]
    stage.benchmarks = [
        Benchmark(function=data, level=Level.SITE, text="Schools know their numbers.", sort_order=0),
        Benchmark(function=vision, level=Level.COMMUNITY, text="Leaders signed it.", sort_order=1),
        Benchmark(function=vision, level=Level.COMMUNITY, text="It is on the wall.", sort_order=2),
    ]
    stage.pitfalls = [Pitfall(text="Waiting for the grant.", sort_order=0), Pitfall(text="One champion.", sort_order=1)]
    stage.save_revision().publish()
    return stage


def test_benchmarks_are_a_table_of_functions_by_level():
    table = read(a_stage_with_benchmarks()).select_one("#progress table")

    assert [words(cell) for cell in table.select("thead th[scope=col]")] == [
        "Function", "Community-wide leadership", "Intermediary entity", "School-site leadership",
    ]  # fmt: skip
    rows = [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows == [
        ["Results-based vision", "Leaders signed it. It is on the wall.", "–", "–"],
        ["Data and evaluation", "–", "–", "Schools know their numbers."],
    ]
    assert table.select_one("tbody td")["data-label"] == "Community-wide leadership"


def test_the_table_is_narrowed_to_a_level_by_a_link():
    stage = a_stage_with_benchmarks()
    stage.body = [("prose", "<h3>Why</h3><p>Plain words.</p>")]
    stage.save_revision().publish()

    seen = read(f"{stage.url}?level=site")

    assert [words(cell) for cell in seen.select("#progress thead th")] == ["Function", "School-site leadership"]
    assert [[words(cell) for cell in row.select("th, td")] for row in seen.select("#progress tbody tr")] == [["Data and evaluation", "Schools know their numbers."]]
    assert [words(link) for link in seen.select("#progress nav [aria-current]")] == ["School-site leadership"]
    assert links(seen.select_one("#progress nav"))[:2] == [("All levels", "/part-3/stage-1/#progress"), ("Community-wide leadership", "?level=community#progress")]
    assert [words(one) for one in seen.select(".onpage h2:-soup-contains('Functions') + ul li")] == ["Results-based vision", "Data and evaluation"]


@pytest.mark.parametrize("level, said", [("intermediary", "This stage names no signs for that level."), ("nobody", "Leaders signed it.")])
def test_a_level_without_signs_says_so_and_an_unknown_one_is_passed_over(level, said):
    assert said in words(read(f"{a_stage_with_benchmarks().url}?level={level}").select_one("#progress"))


def test_pitfalls_stand_in_their_order():
    assert [words(item) for item in read(a_stage_with_benchmarks()).select("#pitfalls li")] == ["Waiting for the grant.", "One champion."]


def test_a_stage_lists_its_milestones_with_their_numbers():
    stage = build.a_stage()
    first = build.a_milestone("Convene Innovators", stage=stage, lead="Find them.")
    build.a_milestone("Assess Readiness", stage=stage)
    build.a_story(milestones=[first])
    build.a_question(on=first)

    rows = [words(row) for row in read(stage).select(".milestones > li")]

    assert rows == ["1 Milestone 1: Convene innovators Find them. 1 story 1 question", "2 Milestone 2: Assess readiness"]


def test_a_stage_counts_the_questions_of_its_milestones_and_leads_to_them():
    stage = build.a_stage()
    build.a_question(on=build.a_milestone("Convene Innovators", stage=stage))
    quiet = read(build.a_stage("Develop", number=2))

    seen = read(stage)

    assert [words(read_at.select_one(".trio li:last-child")) for read_at in (seen, quiet)] == ["Discuss 1 question", "Discuss the first question"]
    assert ("1 question on Stage 1 and its milestones", "/questions/?stage=1") in links(seen.select_one("#ask"))
    assert "Nobody has asked here yet" in words(seen.select_one("#ask"))
    build.a_question(on=stage)
    assert ("All 2 questions on Stage 1 and its milestones", "/questions/?stage=1") in links(read(stage).select_one("#ask"))


def test_a_stage_costs_the_same_with_one_milestone_and_with_three(django_assert_max_num_queries):
    one, three = a_stage_with_benchmarks(), build.a_stage("Develop", number=2)
    for stage, number in ((one, 1), (three, 3)):
        for n in range(number):
            build.a_story(f"Story {stage.pk}-{n}", milestones=[build.a_milestone(f"Milestone {n}", stage=stage)])
    client = Client()
    client.get(one.url)

    with django_assert_max_num_queries(20) as few:
        client.get(one.url)
    with django_assert_max_num_queries(len(few)):
        client.get(three.url)
