"""What the field writes in two languages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from forum.letters.actions import compose_now
from forum.letters.models import Letter
from forum.stories import actions as stories
from forum.stories.forms import PlaceForm
from forum.stories.models import Submission
from guide.spiral import read_spiral
from moderation.actions import decide
from moderation.emails import preview
from moderation.models import Act
from tests import build
from tests.guide.test_languages import in_spanish
from tests.mail import tell_everybody


@pytest.fixture
def milestone(db):
    return build.a_milestone("Broaden Collaborative Leadership")


@pytest.fixture
def translated(milestone):
    stage = milestone.get_parent().specific
    for page, title in ((build.the_home(), "La guía"), (build.a_part(3), "Las etapas"), (stage, "Decidir la expansión")):
        in_spanish(page, title)
    return in_spanish(milestone, "Ampliar el liderazgo")


@pytest.fixture
def asked_in_spanish(ana, translated):
    with translation.override("es"):
        return build.a_question(ana, on=translated, title="¿Quién abre los sábados?")


def test_a_question_shows_on_both_pages_with_its_language(asked_in_spanish, milestone, translated):
    english, spanish = (Client().get(page.address).content.decode() for page in (milestone, translated))

    link = f'<a href="{asked_in_spanish.get_absolute_url()}"'
    assert f'{link} lang="es">¿Quién abre los sábados?</a>' in english
    assert "Spanish</span>" in english
    assert f"{link}>¿Quién abre los sábados?</a>" in spanish
    assert "español</span>" not in spanish.lower()


def test_a_question_asked_in_english_is_marked_on_the_spanish_page(ana, milestone, translated):
    build.a_question(ana, on=milestone, title="Who opens on Saturdays?")

    spanish = Client().get(translated.address).content.decode()
    assert 'lang="en">Who opens on Saturdays?</a>' in spanish
    assert "Inglés</span>" in spanish


def test_a_question_on_a_translated_page_is_filed_on_its_original(asked_in_spanish, milestone, translated):
    assert asked_in_spanish.page_id == milestone.pk

    page = Client().get(asked_in_spanish.get_absolute_url()).content.decode()
    assert f'<a href="{milestone.address}">Stage 1, Milestone 1: Broaden collaborative leadership</a>' in page


def test_the_page_of_a_question_says_its_language_to_a_screen_reader(asked_in_spanish):
    words = Client().get(asked_in_spanish.get_absolute_url()).content.decode()

    assert '<h1 class="t-2xl" itemprop="name" lang="es">¿Quién abre los sábados?</h1>' in words


def test_a_reader_in_spanish_is_led_to_the_spanish_page_of_a_question(milestone, translated, ana):
    asked = build.a_question(ana, on=milestone)
    client = Client()
    client.post("/language/", {"language": "es"})

    words = client.get(asked.get_absolute_url()).content.decode()
    assert f'<a href="{translated.address}">Etapa 1, hito 1: Ampliar el liderazgo</a>' in words


def test_a_list_of_questions_costs_the_same_in_spanish(client, django_assert_max_num_queries, ana, milestone, translated):
    client.post("/language/", {"language": "es"})
    for number in range(3):
        build.a_question(ana, on=milestone if number else translated, title=f"Question {number}")

    with django_assert_max_num_queries(8):
        client.get("/questions/")


def test_a_story_remembers_the_language_it_was_begun_in(ana):
    with translation.override("es"):
        story = stories.start(by=ana)

    story.refresh_from_db()
    assert story.language == "es"
    assert stories.start(by=ana).language == "en"


def test_a_letter_is_in_the_language_of_its_reader(ana, ben, milestone):
    ana.speak("es")
    asked = build.a_question(ana, on=milestone)
    build.a_reply(asked, ben)
    tell_everybody()
    letter = Letter.objects.get(person=ana, kind="reply")

    assert compose_now(letter)
    assert "Léelo en su lugar" in letter.text
    assert "Read it in its place" not in letter.text
    assert translation.get_language() == "en"


def test_a_reader_without_a_language_gets_letters_in_english_whoever_writes(ana, ben, milestone):
    asked = build.a_question(ana, on=milestone)
    with translation.override("es"):
        build.a_reply(asked, ben)
        tell_everybody()
        letter = Letter.objects.get(person=ana, kind="reply")
        assert compose_now(letter)

    assert "Read it in its place" in letter.text


def test_a_decision_is_told_in_the_authors_language_and_shown_so_to_who_decides(sam, newcomer, milestone):
    newcomer.speak("es")
    held = build.a_question(newcomer, on=milestone)
    shown = preview(held, Act.DECLINED, "Please leave the name out.")

    decide(by=sam, post=held, act=Act.DECLINED, reason="Please leave the name out.")

    letter = Letter.objects.get(person=newcomer)
    assert letter.subject == shown.subject
    assert "Cámbiala y envíala otra vez" in letter.text
    assert "Change it and send it again" not in letter.text


def test_the_code_to_sign_in_is_in_the_language_of_the_page(client, milestone):
    client.post("/language/", {"language": "es"})
    client.post("/accounts/login/", {"email": "rosa@example.org"})

    letter = Letter.objects.get(kind="sign-in-code")
    assert "código" in letter.subject.lower()


def test_a_story_begun_on_a_translated_page_names_the_original(client_of, ana, milestone, translated):
    client_of(ana).post("/share/", {"page": translated.pk})

    story = Submission.objects.get(author=ana)
    assert [page.pk for page in story.milestones.all()] == [milestone.pk]


def test_the_milestones_of_a_story_are_chosen_in_spanish_and_kept_as_originals(ana, milestone, translated):
    with translation.override("es"):
        form = PlaceForm(story=stories.start(by=ana), spiral=read_spiral(build.the_home()))

    choices = dict(choice for _stage, offered in form.fields["milestones"].choices for choice in offered)
    assert choices[milestone.pk] == "Ampliar el liderazgo"
    assert translated.pk not in choices
