"""The guide in two languages: addresses, what stands in for what is not translated yet, and the switch."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page

from guide.models import GuideHome, StoryPage, record_demonstration
from guide.spiral import read_spiral
from guide.templatetags.interface import sentence_case
from tests import build


def in_spanish(page: Page, title: str) -> Page:
    """As an editor translates it in the CMS, and publishes it."""
    copy = CopyPageForTranslationAction(page=page, locale=Locale.objects.get(language_code="es")).execute()
    copy.title = copy.draft_title = title
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


@pytest.fixture
def milestone(db) -> Page:
    return build.a_milestone("Broaden Collaborative Leadership")


@pytest.fixture
def translated(milestone) -> Page:
    """The stage and its part and the home are in Spanish too; the stage's second milestone is not."""
    stage = milestone.get_parent().specific
    build.a_milestone("Commit to a Vision", stage=stage)
    in_spanish(GuideHome.objects.get(slug="home"), "La guía")
    in_spanish(build.a_part(3), "Las etapas")
    in_spanish(stage, "Decidir la expansión")
    return in_spanish(milestone, "Ampliar el liderazgo")


def test_a_translated_page_stands_under_its_language(client, translated):
    page = client.get("/es/part-3/stage-1/broaden-collaborative-leadership/")

    words = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="es" dir="ltr">' in words
    assert page.headers["Content-Language"] == "es"
    assert "Ampliar el liderazgo" in words
    assert Client().get("/part-3/stage-1/broaden-collaborative-leadership/").headers["Content-Language"] == "en"


def test_both_pages_name_each_other_for_search_engines(client, translated):
    links = [
        '<link rel="alternate" hreflang="en" href="http://localhost:8000/part-3/stage-1/broaden-collaborative-leadership/">',
        '<link rel="alternate" hreflang="es" href="http://localhost:8000/es/part-3/stage-1/broaden-collaborative-leadership/">',
    ]

    for address in ("/part-3/stage-1/broaden-collaborative-leadership/", "/es/part-3/stage-1/broaden-collaborative-leadership/"):
        words = client.get(address).content.decode()
        assert [link in words for link in links] == [True, True]
    assert "hreflang" not in client.get("/part-3/stage-1/commit-to-a-vision/").content.decode()


def test_what_is_not_translated_stands_in_its_place_in_english(client, translated):
    tree = read_spiral(translated)
    words = client.get("/es/part-3/stage-1/").content.decode()

    with translation.override("en"):
        names = [(leaf.name, leaf.title, leaf.url, leaf.language) for leaf in tree.stages[0].milestones]
    assert names == [
        ("Milestone 1", "Ampliar el liderazgo", "/es/part-3/stage-1/broaden-collaborative-leadership/", "es"),
        ("Milestone 2", "Commit to a Vision", "/part-3/stage-1/commit-to-a-vision/", "en"),
    ]
    assert '<a href="/part-3/stage-1/commit-to-a-vision/" lang="en">' in words
    assert '<a href="/es/part-3/stage-1/broaden-collaborative-leadership/">' in words


def test_reading_goes_on_across_the_languages(translated):
    tree = read_spiral(translated)

    before, after = tree.around(translated.pk)
    assert (before.title, after.title) == ("Decidir la expansión", "Commit to a Vision")
    assert [leaf.title for leaf in tree.above(translated)] == ["La guía", "Las etapas", "Decidir la expansión"]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/es/part-3/stage-1/commit-to-a-vision/", "/part-3/stage-1/commit-to-a-vision/?language=es"),
        ("/es/part-3/stage-1/commit-to-a-vision/?a=%C3%A1", "/part-3/stage-1/commit-to-a-vision/?a=%C3%A1&language=es"),
        ("/es/no-such-page/", None),
    ],
)
def test_an_address_of_a_page_that_is_not_translated_leads_to_the_original(client, translated, address, place):
    answer = client.get(address)

    assert (answer.status_code, answer.headers.get("Location")) == ((302, place) if place else (404, None))


@pytest.mark.django_db(transaction=True)
def test_an_old_address_of_a_page_that_is_not_translated_leads_on_too(client, translated):
    page = Page.objects.get(slug="commit-to-a-vision").specific
    page.slug = "share-a-vision"
    page.save_revision().publish()

    ways = client.get("/es/part-3/stage-1/commit-to-a-vision/", follow=True).redirect_chain

    assert ways == [("/part-3/stage-1/commit-to-a-vision/?language=es", 302), ("/part-3/stage-1/share-a-vision/", 301)]


def test_without_any_page_in_spanish_its_addresses_lead_to_the_guide(client, milestone):
    answer = client.get("/es/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/?language=es")
    assert 'lang="es"' in client.get(answer.headers["Location"]).content.decode()


def test_a_page_stands_under_its_language_while_those_above_it_are_drafts(client, milestone):
    for page in (build.the_home(), build.a_part(3), milestone.get_parent().specific):
        CopyPageForTranslationAction(page=page, locale=Locale.objects.get(language_code="es")).execute()
    in_spanish(milestone, "Ampliar el liderazgo")

    answer = client.get("/es/part-3/stage-1/broaden-collaborative-leadership/")

    assert (answer.status_code, client.get("/es/").headers["Location"]) == (200, "/?language=es")
    assert "Ampliar el liderazgo" in answer.content.decode()
    assert '<a href="/part-3/stage-1/" lang="en">' in answer.content.decode()


def test_a_translated_home_keeps_the_slug_that_tells_its_language(translated):
    home = GuideHome.objects.get(locale__language_code="es")
    home.slug = "inicio"
    home.save()

    home.refresh_from_db()
    assert home.slug == "home-es"
    assert home.get_url() == "/es/"


def switch(client: Client, language: str, back: str):
    return client.post("/language/", {"language": language, "next": back})


@pytest.mark.parametrize(
    ("language", "back", "place"),
    [
        ("es", "/part-3/stage-1/broaden-collaborative-leadership/", "/es/part-3/stage-1/broaden-collaborative-leadership/"),
        ("en", "/es/part-3/stage-1/?level=started", "/part-3/stage-1/?level=started"),
        ("es", "/part-3/stage-1/commit-to-a-vision/", "/part-3/stage-1/commit-to-a-vision/?language=es"),
        ("es", "/part-3/stage-1/commit-to-a-vision/?a=1&language=en&b=%20%C3%A1", "/part-3/stage-1/commit-to-a-vision/?a=1&b=%20%C3%A1&language=es"),
        ("es", "/part-3/stage-1/?language=en&level=started", "/es/part-3/stage-1/?level=started"),
        ("es", "/questions/?show=waiting", "/questions/?show=waiting"),
        ("es", "https://elsewhere.example/", "/es/"),
        ("es", "//elsewhere.example/", "/es/"),
        ("en", "/part-3/stage-1/commit-to-a-vision/?language=es", "/part-3/stage-1/commit-to-a-vision/"),
    ],
)
def test_the_switch_keeps_the_place(client, translated, language, back, place):
    assert switch(client, language, back).headers["Location"] == place


def test_a_page_that_is_not_translated_says_so_in_the_language_that_was_asked_for(client, translated):
    words = client.get(switch(client, "es", "/part-3/stage-1/commit-to-a-vision/").headers["Location"]).content.decode()

    assert '<html lang="en"' in words
    assert '<div lang="es">' in words
    assert '<div lang="es">' not in client.get("/part-3/stage-1/commit-to-a-vision/").content.decode()


def test_the_switch_is_remembered_by_a_cookie_for_a_visitor(client, translated):
    switch(client, "es", "/questions/")

    assert client.get("/questions/").headers["Content-Language"] == "es"
    assert Client().get("/questions/").headers["Content-Language"] == "en"
    assert client.get("/part-3/stage-1/").headers["Content-Language"] == "en"  # its address says so


def test_the_switch_is_remembered_by_the_setting_for_a_member(client_of, ana, translated):
    switch(client_of(ana), "es", "/questions/")

    assert client_of(ana).get("/questions/").headers["Content-Language"] == "es"


@pytest.mark.parametrize(
    ("before", "language"),
    [
        ("http://testserver/es/part-3/stage-1/", "es"),
        ("http://testserver/part-3/stage-1/?language=es", "en"),
        ("https://elsewhere.example/es/", "en"),
        ("http://testserver.example/es/", "en"),
        ("/es/", "en"),
    ],
)
def test_whoever_comes_from_a_spanish_page_and_never_chose_goes_on_in_spanish(client, translated, before, language):
    first = client.get("/questions/", headers={"Referer": before})

    assert (first.headers["Content-Language"], "django_language" in first.cookies) == (language, language == "es")
    assert language == "en" or not first.cookies["django_language"]["max-age"]  # as long as the browser is open
    assert client.get("/questions/").headers["Content-Language"] == language


def test_who_chose_english_keeps_it_on_the_way_from_a_spanish_page(client, client_of, ana, translated):
    from_there = {"Referer": "http://testserver/es/part-3/stage-1/"}
    ana.speak("en")

    chosen = client.post("/language/", {"language": "en", "next": "/questions/"}, headers=from_there)

    assert chosen.cookies["django_language"].value == "en"
    assert client.get("/questions/", headers=from_there).headers["Content-Language"] == "en"
    assert client_of(ana).get("/questions/", headers=from_there).headers["Content-Language"] == "en"
    assert "django_language" not in Client().get("/part-3/stage-1/commit-to-a-vision/", headers=from_there).cookies  # the page is in English


def test_a_member_who_read_in_spanish_before_goes_on_in_it(client, ana, translated):
    switch(client, "es", "/")
    client.force_login(ana)
    ana.refresh_from_db()
    assert ana.reads == "en"  # signing in outside of a page tells no language

    with translation.override("es"):
        client.force_login(ana)

    ana.refresh_from_db()
    assert ana.reads == "es"


@pytest.mark.parametrize("language", ["", "fr", "es\x00", "../"])
def test_a_language_that_nobody_speaks_here_is_refused(client, translated, language):
    answer = switch(client, language, "/")

    assert answer.status_code == 400
    assert "django_language" not in answer.cookies


def test_a_page_for_visitors_is_kept_for_each_language(settings, translated):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    spanish = Client()
    switch(spanish, "es", "/")

    answers = [client.get("/questions/").headers["Content-Language"] for client in (Client(), spanish, Client(), spanish)]
    assert answers == ["en", "es", "en", "es"]


def test_stories_are_told_in_spanish_where_they_are_translated(client, translated):
    stage = Page.objects.get(url_path="/home/part-3/stage-1/")
    milestone = Page.objects.get(url_path="/home/part-3/stage-1/broaden-collaborative-leadership/")
    build.a_story("Forty people and one bus", milestones=[milestone])
    build.a_story("The desk nobody funded", milestones=[stage])
    bus = in_spanish_story("Forty people and one bus", "Cuarenta personas y un autobús")

    words = client.get("/es/part-3/stage-1/").content.decode()
    assert bus.title in words
    assert "The desk nobody funded" in words
    assert "Forty people and one bus" not in words
    assert "Cuarenta personas y un autobús" not in client.get("/part-3/stage-1/").content.decode()
    assert "Cuarenta personas y un autobús" in client.get("/es/part-3/stage-1/broaden-collaborative-leadership/").content.decode()


def test_a_story_pulled_into_a_passage_is_told_in_spanish_once(client, translated):
    story = build.a_story("Forty people and one bus", milestones=[Page.objects.get(url_path="/home/part-3/stage-1/broaden-collaborative-leadership/")])
    translated.body = [("prompt", {"heading": "Abrir", "body": "<p>Habla.</p>"}), ("pull_story", {"story": story}), ("prose", "<p>Sigue.</p>")]
    translated.save_revision().publish()
    assert f'lang="en">{story.title}' in client.get(translated.address).content.decode()

    told = in_spanish_story("Forty people and one bus", "Cuarenta personas y un autobús")

    words = client.get(translated.address).content.decode()
    assert story.title not in words
    assert words.count(f'<details class="story-open" id="story-{told.pk}"') == 1


def in_spanish_story(title: str, in_spanish_title: str) -> Page:
    in_spanish(build.the_story_index(), "Historias del terreno")
    copy = CopyPageForTranslationAction(page=StoryPage.objects.get(title=title), locale=Locale.objects.get(language_code="es")).execute()
    copy.title = copy.draft_title = in_spanish_title
    record_demonstration(copy)
    copy.save_revision().publish()
    return StoryPage.objects.get(pk=copy.pk)


def test_an_editor_translates_a_page_in_the_cms(client_of, eve, milestone):
    stage = milestone.get_parent()
    for page, title in ((build.the_home(), "La guía"), (build.a_part(3), "Las etapas")):
        in_spanish(page, title)

    answer = client_of(eve).post(f"/cms/translation/submit/page/{stage.pk}/", {"locales": [Locale.objects.get(language_code="es").pk]})

    copy = stage.get_translation(Locale.objects.get(language_code="es"))
    assert answer.headers["Location"] == f"/cms/pages/{copy.pk}/edit/"
    assert (copy.live, copy.get_parent().title) == (False, "Las etapas")


def test_a_translation_is_the_staffs_own_whatever_the_original_came_from(milestone):
    home = build.the_home()
    assert home.source == "starter"

    copy = in_spanish(home, "La guía")
    assert (copy.source, copy.source_address, copy.source_revision, copy.is_starter) == ("staff", "", None, False)


def test_a_preview_is_in_the_language_of_its_page(rf, translated):
    request = rf.get("/")
    request.user = build.an_editor()

    response = translated.make_preview_request(request, "")

    assert '<html lang="es"' in response.content.decode()
    assert translation.get_language() == "en"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Ampliar el liderazgo en Santa Ana", "Ampliar el liderazgo en Santa Ana"),
        ("Broaden Collaborative Leadership", "Broaden collaborative leadership"),  # stands in for its translation
        ("Historias del terreno", "Historias del terreno"),
    ],
)
def test_a_spanish_title_keeps_the_names_in_it(title, shown):
    with translation.override("es"):
        assert sentence_case(title) == shown


def test_the_answers_of_other_rooms_vary_by_the_cookie(client, milestone):
    assert "Cookie" in client.get("/questions/").headers["Vary"]
