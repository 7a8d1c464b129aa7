"""What the pages of the guide ask of the database for whoever is signed in, with all that editors and readers put on them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from guide import spiral
from guide.models import AppendixPage, Benchmark, CaseStudyPage, Function, GuideDocument, GuidePage, Initiative, Level, Pitfall, Place, StoryPage, ToolsPage, Topic
from guide.printing import made
from tests import build

pytestmark = pytest.mark.django_db

MOST = 12  # statements of a page, signed in
NOTE = '<a linktype="endnote" note="Coburn, 2003.">*</a>'


@pytest.fixture(autouse=True)
def a_process_that_keeps(settings, monkeypatch):
    """The tree and the list of editions, as on the site; in the suite nothing is kept."""
    settings.VISITOR_PAGES_KEPT_FOR = 3600
    monkeypatch.setattr(spiral, "_kept", {})
    monkeypatch.setattr(made, "_kept", {})


def a_text(to: GuidePage, *, story: StoryPage | None = None) -> list[tuple[str, object]]:
    """Every kind of piece, with links, notes and two places; on pages of the guide a story pulled in, and a file to print."""
    link = f'<a id="{to.pk}" linktype="page">A page</a>'
    document = GuideDocument.objects.create(title="A list", file=ContentFile(b"%PDF-1.7", name="a-list.pdf")) if story else None
    places = [Place.objects.get_or_create(city=city, state="OH")[0] for city in ("Yarrow", "Dunmore")]
    pieces = [
        ("prose", f"<h3>Why</h3><p>See {link}.{NOTE}</p>"),
        ("prompt", {"heading": "Reach out", "body": f"<p>Ask {link}.{NOTE}</p>"}),
        ("note", {"title": "", "body": f"<p>And {link}.</p>"}),
        ("quotation", {"text": "We asked.", "speaker": "A teacher", "role": ""}),
        ("self_assessment", {"title": "Where are you?", "intro": "", "questions": ["Who said yes?"]}),
        *[("video", {"place": place, "title": f"In {place.city}", "url": "https://example.org/v", "transcript": f"<p>{link}</p>"}) for place in places],
        ("figure", {"image": build.a_held_picture(), "alt": "A bus", "document": document}),
    ]
    return [*pieces, ("pull_story", {"story": story})] if story else pieces


def asked_about(page: GuidePage, *, passage: str = "") -> None:
    """By one member, answered by another, and the answer chosen by staff."""
    staff = build.a_moderator()
    for number in range(2):
        question = build.a_question(on=page, title=f"Question {number} about {page.title}?", topic=Topic.objects.first(), passage=passage)
        actions.choose_answer(by=staff, question=question, reply=build.a_reply(question), instead_of=None)


@pytest.fixture
def pages() -> dict[str, str]:
    """One page of each kind, by its name, full to the brim."""
    home, stage, others = build.the_home(), build.a_stage(), [build.a_stage("Plan", number=2), build.a_stage("Roll Out", number=3)]
    milestones = [build.a_milestone(f"Milestone {number}", stage=stage) for number in range(3)]
    places = [Place.objects.create(city=f"Town {number}", state="MN") for number in range(3)]
    initiative = Initiative.objects.create(name="Cradle to Career")
    stories = [build.a_story(f"Story {number}", place=places[number], milestones=[stage, milestones[number]], body=a_text(stage)) for number in range(3)]
    for story in stories:
        story.initiative, story.functions, story.topics = initiative, Function.objects.all()[:2], Topic.objects.all()[9:]
        story.save_revision().publish()
    stage.benchmarks = [Benchmark(function=function, level=Level.SITE, text="It is on the wall.") for function in Function.objects.all()]
    stage.pitfalls = [Pitfall(text="Waiting for the grant.")]
    milestone = build.a_milestone("Share Power", stage=stage, body=a_text(home, story=stories[0]))
    case = build._under(build.a_part(4, title="Cases"), CaseStudyPage(title="A town", place=places[0], initiative=initiative, milestones=milestones))
    content = build.a_content_page("How asking works", open_to_questions=True)
    build.a_content_page("More on asking", under=content)
    tools, appendix = build._under(home, ToolsPage(title="Tools", slug="tools")), build._under(home, AppendixPage(title="Appendix", slug="appendix"))
    found = {
        "home": home, "part": build.a_part(3), "part of cases": case.get_parent().specific, "stage": stage, "milestone": milestone, "case study": case,
        "content page": content, "tools": tools, "appendix": appendix, "stories": build.the_story_index(), "story": stories[0],
    }  # fmt: skip
    for name, page in found.items():
        page.lead = "What it is about."
        if name not in ("stories", "story", "milestone"):
            page.body = a_text(others[0], story=stories[1])
        page.save_revision().publish()
        if page.can_be_asked_on:
            asked_about(page, passage=page.body[1].id)
    build.an_edition(kind="stage", name="stage-1", stage=stage)
    return {name: page.address for name, page in found.items()} | {"contents": "/contents/", "stories, narrowed": "/stories/?stage=1&state=MN"}


def counted(client: Client, address: str) -> list[str]:
    """The statements of its second visit; the first may read the tree and draw pictures."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_no_page_of_the_guide_asks_more_than_twelve_times(pages, client_of, eve, ana):
    editor = client_of(eve)  # whose menu asks once more than a member's

    asked = {name: counted(editor, address) for name, address in pages.items()}

    assert {name: len(statements) for name, statements in asked.items() if len(statements) > MOST} == {}
    assert len(counted(client_of(ana), pages["stage"])) == len(asked["stage"]) - 1


def test_links_of_many_passages_are_one_query(django_assert_num_queries):
    story = build.a_story()
    link = f'<p><a linktype="page" id="{story.pk}">A story</a></p>'
    page = build.a_milestone(body=[("prompt", {"heading": f"Prompt {number}", "body": link}) for number in range(3)])
    template = Template('{% load wagtailcore_tags guide_pages %}{% linked %}{% for block in page.body %}{{ block.value.body|richtext }}{% endfor %}{% endlinked %}')
    context = Context({"page": page, "spiral": spiral.read_spiral(page)})

    with django_assert_num_queries(1):
        drawn = template.render(context)

    assert drawn.count(f'<a href="{story.url}">A story</a>') == 3
