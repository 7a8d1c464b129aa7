"""Every form that is sent without its security token is refused, and shows the words back."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.discussions.models import Draft, Helped, Question, Reply
from forum.letters.models import Happening, Letter
from tests import build
from tests.forum.discussions.words import a_key, page_of, text_of

WORDS = "We have one van and two drivers, and on Saturdays neither of them is here."


@pytest.fixture
def world(ana, ben):
    question = build.a_question(ana)
    reply = build.a_reply(question, ben)
    held = build.a_question(build.a_newcomer("Nell Ash"), on=question.page)
    draft = Draft.objects.create(kind="question", owner=ana, words={"title": "Who drives?", "where": "unsure"})
    return {"question": question.pk, "reply": reply.number, "held": held.pk, "draft": draft.pk}


FORMS = [
    ("/ask/", {"title": WORDS}),
    ("/ask/keep/", {"title": WORDS, "kind": "question"}),
    ("/ask/{draft}/details/", {"details": WORDS, "where": "unsure"}),
    ("/ask/{draft}/check/", {}),
    ("/questions/{question}/reply/", {"body": WORDS}),
    ("/questions/{question}/edit/", {"title": "Who?", "body": WORDS}),
    ("/questions/{question}/withdraw/", {}),
    ("/questions/{question}/replies/{reply}/edit/", {"body": WORDS}),
    ("/questions/{question}/replies/{reply}/withdraw/", {}),
    ("/questions/{question}/replies/{reply}/choose/", {}),
    ("/questions/{question}/replies/{reply}/helped/", {}),
    ("/accounts/login/", {"email": "ana@example.org"}),
    ("/accounts/name/", {"display_name": "Ana R."}),
    ("/accounts/logout/", {}),
]


@pytest.mark.parametrize(("address", "typed"), FORMS, ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("token", [None, "x" * 64])
def test_a_form_without_its_token_does_nothing_and_shows_the_words(ana, world, address, typed, token):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    before = states()
    fields = {"draft": a_key(), **typed} | ({"csrfmiddlewaretoken": token} if token else {})

    answer = client.post(address.format(**world), fields)

    assert answer.status_code == 403
    assert "Nothing was sent." in text_of(answer)
    assert (WORDS in page_of(answer)) == (WORDS in typed.values())
    assert f'href="{address.format(**world)}"' in page_of(answer)
    assert states() == before
    assert "_auth_user_id" in client.session


def states() -> list:
    return [
        *Question.objects.order_by("pk").values_list("state", "title", "answer"),
        *Reply.objects.order_by("pk").values_list("state", "body"),
        *Draft.objects.values_list("words", flat=True),
        Helped.objects.count(),
        Letter.objects.count(),
        Happening.objects.count(),
    ]
