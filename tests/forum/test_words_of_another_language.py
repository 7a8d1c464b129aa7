"""What a screen reader says: words in the language they were written in, and a name of its own for each link and each list."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum.discussions import actions
from forum.letters import following
from guide.field_notes import actions as notes
from moderation import actions as moderation
from tests import build
from tests.forum.history.test_changing_what_stands import history_of
from tests.forum.stories import tales
from tests.mail import tell_everybody


@pytest.fixture
def asked(ana):
    return build.a_question(ana, title="Who has the key?", body="<p>We ask everyone in town.</p>")


def read(client: Client, address: str) -> str:
    client.post("/language/", {"language": "es"})
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_former_words_are_said_in_their_language_and_ours_in_the_readers(stranger_client, asked):
    build.changed(asked, "<p>We ask everyone in school.</p>")

    words = read(stranger_client, history_of(asked))

    assert '<bdi lang="en">Who has the key?</bdi>' in words
    columns = re.findall(r'<div class="diff__col">.*?<p dir="auto"([^>]*)>(.*?)</p>', words, re.S)
    assert [lang for lang, _words in columns] == [' lang="en"', ' lang="en"']
    assert '<span class="vh" lang="es">Agregado: </span>' in columns[1][1]


def test_what_is_reported_or_answered_is_said_in_its_language(client_of, asked, ben, sam):
    reply = build.a_reply(asked, ben, body="<p>Ask the librarian.</p>")

    assert '<span lang="en">Who has the key?</span>' in read(client_of(sam), f"/report/question/{asked.pk}/")
    assert '<span lang="en">Ask the librarian.</span>' in read(client_of(sam), f"/report/reply/{asked.pk}/{reply.number}/")
    words = read(client_of(sam), f"/questions/{asked.pk}/reply/?to={reply.number}")
    assert '<b lang="en">Who has the key?</b>' in words and '<blockquote class="mt-3" lang="en">' in words


def test_the_desk_says_the_words_of_a_post_in_their_language(client_of, newcomer, sam, asked):
    reply = build.a_reply(asked, newcomer, body="<p>Ask the librarian.</p>")

    words = read(client_of(sam), f"/desk/replies/{reply.pk}/")

    assert re.search(r'<a href="[^"]*" lang="en"[^>]*>“Ask the librarian.”</a>', words)
    assert '<h2 id="case-heading" tabindex="-1" lang="en">' in words
    assert '<div class="post__body" lang="en">' in words


def test_care_for_a_thread_says_its_words_in_their_language(client_of, asked, ben, sam):
    reply = build.a_reply(asked, ben, body="<p>Ask the librarian.</p>")
    version = build.changed(asked, "<p>We ask everyone in school.</p>", title="Who has a key?")

    words = read(client_of(sam), f"/desk/questions/{asked.pk}/replies/{reply.number}/divide/")
    assert '<p class="lead mt-3" lang="en">“Ask the librarian.”' in words
    assert '<span lang="en">Who has a key?</span></p><div class="post__body" lang="en">' in words
    words = read(client_of(sam), f"/desk/words/{version.pk}/take-out/")
    assert '<b dir="auto" lang="en">Who has the key?</b>' in words and '<div class="post__body" dir="auto" lang="en">' in words


def test_field_notes_are_said_in_their_language(client_of, ana, ben, sam, asked):
    answer = build.a_reply(asked, ben, body="<p>Ask the librarian.</p>")
    actions.choose_answer(by=ana, question=asked, reply=answer, instead_of=None)
    assert '<div class="post__body" dir="auto" lang="en">' in read(client_of(sam), f"/desk/questions/{asked.pk}/field-note/")

    note = build.a_field_note(answer, by=sam)

    assert '<div dir="auto" lang="en"><p>One list in the hall.' in read(client_of(sam), f"/desk/field-notes/{note.pk}/")
    notes.decline(note, by=ben)
    assert '<div dir="auto" lang="en"><p>One list in the hall.' in read(client_of(ben), f"/my/field-notes/{note.pk}/")


def test_the_log_and_what_is_followed_name_titles_in_their_language(client_of, ana, sam, newcomer, asked):
    held = build.a_question(newcomer, title="Who drives?")
    moderation.decide(by=sam, post=held, act="approved")

    assert re.search(r'<a href="/desk/questions/\d+/" lang="en">Who drives\?</a>', read(client_of(sam), "/desk/log/"))
    following.follow("question", str(asked.pk), person=ana, pace="daily")
    assert '<span class="vh" lang="en"> Who has the key?</span></button>' in read(client_of(ana), "/my/following/")


def test_a_story_at_the_desk_is_said_in_its_language(client_of, ana):
    story = tales.sent(ana)

    words = read(client_of(build.a_story_moderator()), f"/desk/stories/{story.pk}/")

    assert '<h2 id="case-heading" tabindex="-1" lang="en">' in words and '<div class="post__body" lang="en">' in words


def test_two_notices_have_two_names(client_of, ana, ben, asked):
    build.a_reply(asked, ben, body="<p>Ask the librarian.</p>")
    build.a_reply(asked, ben, body="<p>Or the nurse.</p>")
    tell_everybody()

    words = client_of(build.fresh(ana)).get("/my/notices/").content.decode()

    names = [re.sub(r"<[^>]*>", "", link) for link in re.findall(r'<h3 class="row__title t-16"><a [^>]*>(.*?)</a>', words)]
    assert len(set(names)) == len(names) == 2


def test_two_replies_that_wait_to_one_question_have_two_names(client_of, newcomer, asked):
    for body in ("Ask the librarian.", "Or the nurse."):
        build.a_reply(asked, newcomer, body=f"<p>{body}</p>")

    words = client_of(newcomer).get("/my/questions/").content.decode()

    for body in ("Ask the librarian.", "Or the nurse."):
        assert re.search(rf'Who has the key\?<span class="vh">, {body}</span></a>', words)


@pytest.mark.parametrize("lists", [[f"/my/questions/?of={name}" for name in ("asked", "followed", "too")], [f"/desk/{show}" for show in ("", "?show=posts", "?show=reports", "?show=unanswered")]])
def test_each_list_has_a_title_of_its_own(client_of, sam, lists):
    titles = {re.search(r"<title>(.*?)</title>", client_of(sam).get(address).content.decode(), re.S)[1] for address in lists}

    assert len(titles) == len(lists)
