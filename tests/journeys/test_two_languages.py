"""Reading and asking in Spanish, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars, no_sideways_scroll
from tests.guide.test_languages import in_spanish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def milestone():
    milestone = build.a_milestone("Broaden Collaborative Leadership")
    stage = milestone.get_parent().specific
    build.a_milestone("Commit to a Vision", stage=stage)
    for page, title in ((build.the_home(), "La guía"), (build.a_part(3), "Las etapas"), (stage, "Decidir la expansión")):
        in_spanish(page, title)
    in_spanish(milestone, "Ampliar el liderazgo")
    return milestone


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_switch_leads_to_the_translation_and_the_other_rooms_follow(page_of, milestone, java_script_enabled):
    page = page_of(java_script_enabled=java_script_enabled)
    page.goto(milestone.url)

    page.get_by_role("button", name="Español").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ampliar el liderazgo")
    expect(page).to_have_url(re.compile("/es/part-3/stage-1/broaden-collaborative-leadership/$"))
    page.get_by_role("link", name="Preguntas", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/questions/$"))


def test_pages_in_spanish_hold_to_the_bars(page_of, milestone, ana):
    asked = build.a_question(ana, on=milestone)
    for _ in range(2):  # an order can be chosen then, and its words are longer than in English
        build.a_reply(asked)
    build.a_story("Forty people and one bus", milestones=[milestone])
    page = page_of()

    for address in ("/es/", "/es/part-3/stage-1/", "/es/part-3/stage-1/broaden-collaborative-leadership/", "/part-3/stage-1/commit-to-a-vision/?language=es", asked.get_absolute_url()):
        page.goto(address)
        hold_to_the_bars(page)


def test_the_places_stand_on_one_line_on_a_narrow_phone(page_of, milestone):
    page = page_of(width=320)
    page.goto("/es/")

    lines = {round(link.bounding_box()["height"]) for link in page.locator(".mainnav a").all()}

    assert len(lines) == 1
    no_sideways_scroll(page)


def test_asking_in_spanish_marks_the_question(page_of, ana, milestone):
    ana.speak("es")
    page = page_of(ana)
    page.goto("/ask/")
    hold_to_the_bars(page)

    page.get_by_label("¿Qué quieres preguntar").fill("¿Quién abre los sábados?")
    page.get_by_role("button", name="Continuar").click()
    page.locator("#id_other_page").wait_for(state="attached")
    hold_to_the_bars(page)

    expect(page.locator("html")).to_have_attribute("lang", "es")
    offered = page.locator("#id_other_page option").all_inner_texts()
    assert [name for name in offered if "etapa" in name.lower()] == ["Etapa 1: Decidir la expansión", "Etapa 1, hito 1: Ampliar el liderazgo", "Etapa 1, hito 2: Commit to a vision"]
