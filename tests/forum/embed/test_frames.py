"""Questions and stories in a frame on another site."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from playwright.sync_api import expect

from forum.discussions import actions
from forum.discussions.models import Question
from guide.models import consent
from tests import build
from tests.browsing import hold_to_the_bars
from tests.guide.test_languages import in_spanish


def embedded(page, kind: str = "milestone") -> str:
    return f"/embed/{kind}/{page.pk}/"


def shown(page, kind: str = "milestone") -> str:
    return Client().get(embedded(page, kind)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_any_site_may_frame_it_and_nothing_else_of_ours(settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    milestone, visitor = build.a_milestone(), Client()

    for answer in (visitor.get(embedded(milestone)), visitor.get(embedded(milestone)), visitor.get("/embed/story/999999/")):  # drawn, kept, refused
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert not answer.cookies
    for address in (milestone.url, "/questions/", "/embed/nothing/"):
        answer = visitor.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db(transaction=True)
def test_a_kept_frame_costs_one_query_and_knows_what_changed(settings, django_assert_num_queries):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    question, visitor = build.a_question(title="Who drives?"), Client()
    first = visitor.get(embedded(question.page))

    with django_assert_num_queries(1):
        again = visitor.get(embedded(question.page), headers={"If-None-Match": first.headers["ETag"]})
    actions.take_away(question, to="hidden", expected=("visible",))

    assert again.status_code == 304
    assert "Who drives?" in first.content.decode()
    assert "Who drives?" not in visitor.get(embedded(question.page)).content.decode()


def test_it_holds_no_form_and_no_script_and_its_links_open_beside_the_other_site(ana):
    page = shown(build.a_question(ana).page)

    assert not re.search(r"<(form|script|input|button)\b", page)
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) == 4 and all('target="_blank" rel="noopener' in link for link in links)


def test_a_member_sees_what_everybody_sees(client_of, ben, ana):
    page = build.a_milestone()
    build.a_question(ana, on=page)

    assert client_of(ben).get(embedded(page)).content.decode() == shown(page)


def test_what_waits_or_is_hidden_is_not_in_it(newcomer):
    page = build.a_milestone()
    build.a_question(newcomer, on=page, title="May I?")
    build.a_question(on=page, title="Who drives?")

    assert "Who drives?" in shown(page) and "May I?" not in shown(page)


def test_it_costs_the_same_for_three_questions(django_assert_max_num_queries, ana, ben):
    page = build.a_milestone()
    for title in ("Who drives?", "Who pays?", "Who cooks?"):
        question = build.a_question(ana, on=page, title=title)
        actions.choose_answer(by=ana, question=question, reply=build.a_reply(question, ben), instead_of=None)
    assert Question.objects.visible().on(page.translation_key).count() == 3

    with django_assert_max_num_queries(6):
        told = shown(page)

    assert told.count("Ask the librarian.") == 3


def test_a_stage_shows_what_was_asked_on_its_milestones_too(django_assert_max_num_queries, ana, ben):
    first, elsewhere = build.a_milestone("Convene"), build.a_milestone("Plan", stage=build.a_stage("Plan", number=2))
    build.a_question(ana, on=first.get_parent().specific, title="Who begins?")
    build.a_question(ana, on=elsewhere, title="Who plans?")
    for title in ("Who drives?", "Who pays?", "Who cooks?", "Who cleans?", "Who counts?"):
        question = build.a_question(ana, on=first, title=title)
    actions.choose_answer(by=ana, question=question, reply=build.a_reply(question, ben), instead_of=None)

    with django_assert_max_num_queries(8):
        told = " ".join(shown(first.get_parent(), "stage").split())

    assert "6 questions about this stage and its milestones. 1 has an answer." in told
    assert [title for title in ("Who counts?", "Who drives?", "Who begins?", "Who plans?") if title in told] == ["Who counts?", "Who drives?"]
    assert told.count("<span>Stage 1, Milestone 1</span>") == 5
    assert '/questions/?stage=1" target="_blank" rel="noopener">All 6 questions about this stage</a>' in told


def test_a_translated_page_speaks_its_language(db):
    milestone = build.a_milestone()
    build.a_question(on=milestone, title="Who drives?")
    for page, title in ((build.the_home(), "La guía"), (build.a_part(3), "Las etapas"), (build.a_stage(), "Decidir la expansión")):
        in_spanish(page, title)
    spanish = in_spanish(milestone, "Ampliar el liderazgo")

    answer = Client().get(embedded(spanish))

    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es"' in answer.content.decode()
    assert "Haz una pregunta aquí" in answer.content.decode() and "Who drives?" in answer.content.decode()


def test_a_story_begins_there(db):
    story = build.a_story(lead="Forty of us went.", body=[("prose", "<p>We went on a <b>Saturday</b>.</p><p>Nobody was late.</p><p>The third.</p>")])

    page = shown(story, "story")

    assert "Forty of us went." in page and "We went on a Saturday. Nobody was late." in page
    assert "The third." not in page


def test_a_story_taken_back_is_gone_there_too(db):
    story = build.a_story(title="Forty people and one bus")

    consent.withdraw(story, by=None)
    answer = Client().get(embedded(story, "story"))

    assert answer.status_code == 410
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "Forty people" not in answer.content.decode() and "no longer here" in answer.content.decode()


def test_a_page_off_the_site_is_not_found(db):
    milestone = build.a_milestone()
    milestone.unpublish()

    assert Client().get(embedded(milestone)).status_code == 404


class OtherSite(BaseHTTPRequestHandler):
    page = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *words) -> None:
        """Says nothing."""


@pytest.fixture
def other_site() -> Iterator[str]:
    """Its page shows what stands in OtherSite.page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_on_another_site_in_a_browser(page_of, other_site, monkeypatch, ana):
    question = build.a_question(ana, title="Who drives?")
    page = page_of()
    page.goto(question.page.url)
    page.get_by_text("Embed this").click()
    hold_to_the_bars(page)
    code = page.get_by_label("Show these questions on another site").input_value()
    page.goto(embedded(question.page))
    hold_to_the_bars(page)
    monkeypatch.setattr(OtherSite, "page", f'<!doctype html><html lang="en"><title>Tulsa</title><h1>Tulsa</h1>{code}')
    tulsa = page_of(watched=False)

    tulsa.goto(other_site)
    link = tulsa.frame_locator("iframe").get_by_role("link", name="Who drives?")
    expect(link).to_be_visible()
    with tulsa.expect_popup() as opened:
        link.click()

    expect(opened.value.get_by_role("heading", name="Who drives?", level=1)).to_be_visible()
    assert tulsa.context.cookies() == []
