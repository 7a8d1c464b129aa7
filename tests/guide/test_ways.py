"""Both languages at the edges: links inside translated sentences, the map of the site, and feeds."""

from xml.etree import ElementTree

import pytest
from django.utils import translation
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale

from guide.models import GuideHome, record_demonstration
from guide.templatetags.ways import in_the_readers_guide, in_the_readers_guide_at
from tests import build
from tests.guide.test_languages import in_spanish

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SENTENCE = '<p>Las <a href="/house-rules/">normas</a>, <a href="/contact/">escríbenos</a> o <a href="/questions/">pregunta</a>.</p>'


@pytest.fixture
def rules(db):
    in_spanish(GuideHome.objects.get(slug="home"), "La guía")
    build.a_content_page("Contact", slug="contact")
    return in_spanish(build.a_content_page("House rules", slug="house-rules"), "Normas de la casa")


def test_a_link_leads_to_the_translation_and_says_where_there_is_none(rules, django_assert_num_queries):
    with translation.override("es"), django_assert_num_queries(1):
        drawn = in_the_readers_guide(SENTENCE)

    assert drawn == (
        '<p>Las <a href="/es/house-rules/">normas</a>, <a href="/contact/" hreflang="en">escríbenos</a> o <a href="/questions/">pregunta</a>.</p>'
    )


def test_a_translation_that_is_not_published_or_is_renamed(rules):
    rules.slug = "normas"
    rules.save_revision().publish()
    with translation.override("es"):
        assert in_the_readers_guide_at("/house-rules/") == "/es/normas/"

    rules.unpublish()

    with translation.override("es"):
        assert in_the_readers_guide_at("/house-rules/") == "/house-rules/"


def test_in_the_guides_own_language_nothing_is_asked(rules, django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(0):
        assert in_the_readers_guide(SENTENCE) == SENTENCE


def test_the_sentences_of_a_page_in_spanish_lead_there(client, rules):
    build.a_part(3)

    words = client.get("/es/nowhere/").content.decode()

    assert 'Prueba con el <a href="/es/">' in words
    assert '<a href="/part-3/" hreflang="en">' in words


def test_the_map_of_the_guide_names_the_translations_of_a_page(client, rules, django_assert_num_queries):
    client.get("/sitemap/guide.xml")
    in_spanish(build.a_part(2), "El marco")

    with django_assert_num_queries(4):
        seen = ElementTree.fromstring(client.get("/sitemap/guide.xml").content)

    named = {url.findtext(f"{MAP}loc"): [(link.get("hreflang"), link.get("href")) for link in url.iter(f"{XHTML}link")] for url in seen}
    both = [("en", "http://testserver/part-2/"), ("es", "http://testserver/es/part-2/")]
    assert (named["http://testserver/part-2/"], named["http://testserver/es/part-2/"]) == (both, both)
    assert named["http://testserver/contact/"] == []


def test_feeds_say_their_language_and_that_of_each_entry(client, ana, ben, rules):
    story = build.a_story("Forty people")
    in_spanish_story = CopyPageForTranslationAction(page=story, locale=Locale.objects.get(language_code="es"), copy_parents=True).execute()
    record_demonstration(in_spanish_story)
    in_spanish_story.save_revision().publish()
    build.a_reply(build.a_question(ana, title="Who drives?"), ben)
    with translation.override("es"):
        question = build.a_question(ana, title="¿Quién conduce?")
    build.a_reply(question, ben)

    assert languages_in(client, "/feeds/questions/") == ("en", {"Who drives?": "en", "¿Quién conduce?": "es"})
    assert sorted(every_language(client, "/feeds/stories/")) == ["en", "es"]

    client.post("/language/", {"language": "es", "next": "/"})

    assert languages_in(client, "/feeds/questions/")[0] == "es"
    assert languages_in(client, f"/feeds/questions/{question.pk}/") == ("es", {f"Respuesta de {ben.display_name}": "es"})


def languages_in(client, address: str) -> tuple[str, dict[str, str]]:
    feed = ElementTree.fromstring(client.get(address).content)
    return feed.get(LANG), {entry.findtext(f"{ATOM}title"): entry.get(LANG) for entry in feed.iter(f"{ATOM}entry")}


def every_language(client, address: str) -> list[str]:
    return [entry.get(LANG) for entry in ElementTree.fromstring(client.get(address).content).iter(f"{ATOM}entry")]
