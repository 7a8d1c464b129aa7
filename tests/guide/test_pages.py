"""The guide's pages as readers meet them."""

import pytest
from django.test import Client

from forum.discussions import actions
from guide.models import Benchmark, Function, Level, MilestonePage, Pitfall, Place, Source, StagePage
from tests import build
from tests.reading import read, words

pytestmark = pytest.mark.django_db


def links(element) -> list[tuple[str, str]]:
    return [(words(link), link["href"]) for link in element.select("a[href]")]


# ---------------------------------------------------------------- a milestone


def test_a_milestone_says_where_it_stands():
    stage = build.a_stage("Decide to Scale Up")
    build.a_milestone("Convene Innovators", stage=stage)
    page = build.a_milestone("Broaden Collaborative Leadership", stage=stage, lead="Widen the circle.")
    build.a_milestone("Increase Visibility", stage=stage)

    seen = read(page)

    assert words(seen.select_one(".eyebrow")) == "Stage 1 · Milestone 2 of 3"
    assert words(seen.h1) == "Broaden collaborative leadership"
    assert words(seen.select_one(".lead")) == "Widen the circle."
    assert [words(crumb) for crumb in seen.select(".crumbs li")] == ["Guide home", "Stage 1: Decide to scale up", "Milestone 2"]
    assert [words(link) for link in seen.select(".stagerail a[aria-current]")] == ["1 Stage 1: Decide to scale up"]
    assert links(seen.select_one(".pager")) == [
        ("Milestone 1 Convene innovators", "/part-3/stage-1/convene-innovators/"),
        ("Milestone 3 Increase visibility", "/part-3/stage-1/increase-visibility/"),
    ]


def test_each_passage_has_its_anchor_and_its_margin_note():
    page = build.a_milestone(prompts=["Reach out", "Keep trying"])
    first, second = (block.id for block in page.body)
    for number in range(2):
        build.a_question(on=page, passage=first, title=f"Question number {number} about this?")

    seen = read(page)

    assert [passage["id"] for passage in seen.select(".annot")] == [f"passage-{first}", f"passage-{second}"]
    assert [links(note) for note in seen.select(".margin")] == [
        [("2 questions : Reach out", "#ask"), ("Ask about this : Reach out", f"/ask/?page={page.pk}&passage={first}")],
        [("Ask about this : Keep trying", f"/ask/?page={page.pk}&passage={second}")],
    ]


def test_see_and_discuss_tell_true_numbers():
    page = build.a_milestone()
    build.a_story("One", milestones=[page])
    build.a_story("Two", milestones=[page])
    build.a_question(on=page, title="The first question here?")

    assert [words(item) for item in read(page).select(".trio li")] == ["See 2 stories", "Share your story", "Discuss 1 question"]


def test_a_quiet_milestone_invites():
    assert [words(item) for item in read(build.a_milestone()).select(".trio li")] == ["See no stories yet", "Share the first story", "Discuss the first question"]
    assert "Someone has to be first." in words(read(MilestonePage.objects.get()).select_one("#stories .empty"))


def test_a_question_that_waits_for_review_is_not_counted(newcomer):
    page = build.a_milestone()
    build.a_question(newcomer, on=page)

    assert words(read(page).select(".trio li")[2]) == "Discuss the first question"


def test_a_story_is_opened_in_place_beside_its_passage():
    story = build.a_story("A bus", lead="Forty of us went.")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story}), ("prompt", {"heading": "Keep on", "body": "<p>Do.</p>"})])

    seen = read(page)

    opened = seen.select_one(f"section.prose details#story-{story.pk}")
    assert "Forty of us went." in words(opened)
    assert ("Read the whole story : A bus", story.url) in links(opened)
    assert ("1 story : Reach out", f"#story-{story.pk}") in links(seen.select(".margin")[0])
    assert words(seen.select_one(".trio li")) == "See 1 story"


def test_stories_at_the_end_of_the_text_are_shown_once_under_it():
    story = build.a_story("A bus")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story})])
    story.milestones = [page]
    story.save_revision().publish()

    seen = read(page)

    assert len(seen.select(f"#story-{story.pk}")) == 1
    assert seen.select_one(f"#stories #story-{story.pk}")
    assert words(seen.select_one(".trio li")) == "See 1 story"


def test_a_story_taken_off_the_site_is_gone_from_the_milestone():
    story = build.a_story("A bus")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story}), prompt])
    story.unpublish()

    seen = read(page)

    assert not seen.select(f"#story-{story.pk}")
    assert words(seen.select_one(".trio li")) == "See no stories yet"


@pytest.mark.parametrize("source, marked", [(Source.STARTER, True), (Source.IMPORT, False)])
def test_only_starter_text_is_marked(source, marked):
    page = build.a_milestone()
    page.publish_from(source=source, address="starter:x", digest="x")

    assert ("This is starter text." in words(read(page).main)) is marked


def test_starter_text_that_an_editor_changed_is_not_marked():
    page = build.a_milestone()
    page.publish_from(source=Source.STARTER, address="starter:x", digest="x")
    page.save_revision().publish()

    assert "This is starter text." not in words(read(page).main)


@pytest.mark.parametrize("who", ["a stranger", "ana"])
def test_a_milestone_costs_the_same_however_much_stands_on_it(client_of, ana, django_assert_max_num_queries, who):
    client = client_of(ana) if who == "ana" else Client()
    one, three = (a_milestone_with(number) for number in (1, 3))
    client.get(one.url)

    with django_assert_max_num_queries(12 if who == "a stranger" else 16) as few:
        client.get(one.url)
    with django_assert_max_num_queries(len(few)):
        client.get(three.url)


def a_milestone_with(number: int) -> MilestonePage:
    """So many prompts, each with a story beside it and a question, half of them answered."""
    body = []
    for n in range(number):
        place = Place.objects.create(city=f"Town {number}-{n}", state="MN")
        body.append(("prompt", {"heading": f"Prompt {n}", "body": "<p>Words.</p>"}))
        body.append(("pull_story", {"story": build.a_story(f"Story {number}-{n}", place=place)}))
    page = build.a_milestone(f"Milestone of {number}", body=[*body, ("prose", "<p>The end.</p>")])
    for n in range(number):
        build.a_story(f"Related {number}-{n}", milestones=[page])
        question = build.a_question(on=page, passage=page.body[2 * n].id, title=f"Question {n} on this milestone?")
        actions.choose_answer(by=question.author, question=question, reply=build.a_reply(question), instead_of=None)
    return page


# ---------------------------------------------------------------- a stage


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


# ---------------------------------------------------------------- stories


def test_a_story_names_its_place_its_credit_and_where_it_belongs():
    milestone = build.a_milestone("Convene Innovators")
    place = Place.objects.create(city="Larkspur Falls", state="MN")
    story = build.a_story("A bus", place=place, credit_line="Grace Lindqvist", told_on="2026-10-05", milestones=[milestone])

    seen = read(story)

    assert words(seen.h1) == "A bus"
    assert words(seen.select_one(".row__meta")) == "Larkspur Falls, MN Grace Lindqvist October 2026 1 minute read"
    assert ("Stage 1, Milestone 1: Convene innovators", milestone.url) in links(seen.select_one(".onpage"))


def test_a_story_of_former_days_says_so():
    assert "No longer current." in words(read(build.a_story(no_longer_current=True)).main)


def test_the_list_of_stories_begins_with_the_newest():
    build.a_story("Older", told_on="2024-01-01")
    build.a_story("Undated")
    build.a_story("Newer", told_on="2026-01-01")

    assert [words(title) for title in read("/stories/").select(".story-grid h3")] == ["Newer", "Older", "Undated"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_stories_costs_the_same_with_one_and_with_three(django_assert_max_num_queries, count):
    for number in range(count):
        place = Place.objects.create(city=f"Town {number}", state="MN")
        build.a_story(f"Story {number}", place=place, milestones=[build.a_milestone(f"Milestone {number}")])
    client = Client()
    client.get("/stories/")

    with django_assert_max_num_queries(12):
        client.get("/stories/")


@pytest.mark.parametrize("count, minutes", [(20, 1), (900, 4)])
def test_reading_time_is_told_in_minutes(count, minutes):
    assert build.a_story(body=[("prose", f"<p>{'word ' * count}</p>")]).minutes == minutes


# ---------------------------------------------------------------- home, Parts and plain pages


def test_the_figure_and_its_text_twin_have_the_same_links():
    stage = build.a_stage()
    build.a_milestone("Convene Innovators", stage=stage)
    build.a_milestone("Assess Readiness", stage=stage)

    seen = read("/")

    figure = [link["href"] for link in seen.select("svg.spiral a")]
    assert figure == [link["href"] for link in seen.select("#stages a")]
    assert [link["aria-label"] for link in seen.select("svg.spiral a")] == [
        "Stage 1 Decide to scale up",
        "Stage 1, Milestone 1: Convene innovators",
        "Stage 1, Milestone 2: Assess readiness",
    ]
    assert seen.select_one("a.skipfig")["href"] == "#stages"
    assert seen.select_one("svg.spiral .strand").find_parent("g")["aria-hidden"] == "true"


def test_the_name_of_each_link_of_the_figure_holds_what_it_shows():
    build.a_milestone("Initiate Professional Development and Technical Assistance")

    for link in read("/").select("svg.spiral a"):
        assert words(link).removeprefix(link["aria-label"].split()[1]).strip() in link["aria-label"]


def test_the_table_of_contents_comes_from_the_tree():
    build.a_content_page("Why One Is Not Enough", under=build.a_part(1, title="The Strategy"))
    build.a_part(2, title="A Framework")

    assert links(read("/").select_one(".parts")) == [
        ("Part 1: The strategy", "/part-1/"),
        ("Why one is not enough", "/part-1/why-one-is-not-enough/"),
        ("Part 2: A framework", "/part-2/"),
    ]


def test_links_to_webinars_and_the_printed_guide_are_there_only_when_set():
    home = build.the_home()
    without = words(read("/").main)
    home.webinar_link = "https://example.org/webinars"
    home.save_revision().publish()

    assert "Webinar materials" not in without
    assert "The printed guide" not in without
    assert ("Webinar materials", "https://example.org/webinars") in links(read("/").main)


def test_a_part_shows_its_stages_by_number():
    build.a_stage("Decide to Scale Up", lead="Find out.")

    assert [words(row) for row in read(build.a_part(3)).select(".rows li")] == ["Stage 1: Decide to scale up Find out."]


@pytest.mark.parametrize("open_to_questions", [True, False])
def test_people_can_ask_on_a_plain_page_that_an_editor_opened(open_to_questions):
    page = build.a_content_page("Structure and Function", body=[("prompt", {"heading": "Roles", "body": "<p>Who?</p>"})])
    page.open_to_questions = open_to_questions
    page.save_revision().publish()

    seen = read(page)

    assert bool(seen.select_one("#ask")) is open_to_questions
    assert bool(seen.select_one(".margin")) is open_to_questions


def test_no_level_of_headings_is_left_out():
    page = build.a_content_page(body=[("prose", "<h3>Section</h3><p>Words.</p><h4>Smaller</h4>"), ("note", {"title": "Aside", "body": "<p>x</p>"})])

    headings = [(heading.name, words(heading)) for heading in read(page).main.select("h1, h2, h3, h4")]

    assert headings == [("h1", "House rules"), ("h2", "Section"), ("h3", "Smaller"), ("h2", "Aside")]


def test_an_editors_plain_words_are_never_markup():
    page = build.a_milestone(lead="<b>bold</b>", prompts=["<i>Reach</i>"])

    seen = read(page)

    assert words(seen.select_one(".lead")) == "<b>bold</b>"
    assert words(seen.select_one(".annot h3")) == "<i>Reach</i>"


@pytest.mark.parametrize("address", ["/part-3/nothing/", "/nothing/", "/part-3/stage-1/decide/"])
def test_an_address_without_a_page_answers_404(address):
    build.a_stage()

    assert Client().get(address).status_code == 404


def test_a_draft_is_not_served():
    page = build.a_milestone()
    page.unpublish()

    assert Client().get(page.url).status_code == 404


def test_every_kind_of_block_is_drawn():
    page = build.a_milestone(
        body=[
            ("prose", "<p>Plain words.</p>"),
            ("note", {"title": "", "body": "<p>An aside.</p>"}),
            ("quotation", {"text": "We asked.", "speaker": "Denise", "role": "Director"}),
            ("self_assessment", {"title": "Where are you?", "intro": "Together.", "questions": ["Who?", "When?"]}),
            ("table", {"data": [["Who", "What"], ["School", "Data"]], "first_row_is_table_header": True} | {"first_col_is_header": True, "table_caption": "Roles"}),
            ("video", {"place": Place.objects.create(city="Seattle", state="WA"), "title": "A visit", "url": "https://example.org/v", "transcript": "<p>Hello.</p>"}),
        ]
    )

    seen = read(page)

    assert words(seen.select_one(".prose .flow")) == "Plain words."
    assert words(seen.select_one(".note")) == "Note An aside."
    assert words(seen.select_one("blockquote")) == "We asked. Denise, Director"
    assert [words(item) for item in seen.select(".selfcheck li")] == ["Who?", "When?"]
    assert words(seen.select_one("table caption")) == "Roles"
    assert seen.select_one("table tbody td")["data-label"] == "What"
    assert words(seen.select_one("table tbody th[scope=row]")) == "School"
    assert links(seen.select_one(".video")) == [("A visit", "https://example.org/v")]
    assert words(seen.select_one(".video .place")) == "Seattle, WA"
    assert words(seen.select_one(".video details")) == "What is said in the video Hello."
