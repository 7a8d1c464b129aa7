"""A hit drawn through its shape is the hit as the template draws it, word for word."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from forum.discussions import actions
from guide.search.results import Hit, draw
from guide.search.shapes import A_MARK
from guide.search.wishes import read_wish
from guide.spiral import read_spiral
from tests import build
from tests.guide.search.reading import look, the_worker_reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def hits(ana, ben) -> list[Hit]:
    """One of everything that the template asks about."""
    page = build.a_milestone(prompts=["A bus"])
    build.a_question(ana, on=page, title="Who waits for a bus?")
    build.a_reply(build.a_question(ana, on=build.the_home(), title="A talk of <b>vans</b> & {them}?", body=""), ben, body="<p>\ue000url\ue001 {0} {title} bus</p>")
    answered = build.a_question(ana, on=page, title="A bus that came?")
    actions.choose_answer(by=ana, question=answered, reply=build.a_reply(answered, ben, body="<p>It came.</p>"), instead_of=None)
    build.a_story("The principal’s bus", milestones=[page])
    the_worker_reads()
    return draw(look("bus").of(""), read_wish("bus", "en"), read_spiral(build.the_home()))


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_what_the_template_draws(hits, language):
    with override(language):
        for hit in hits:
            assert hit.drawn == render_to_string("guide/_hit.html", {"hit": hit})

    assert {hit.entry.kind for hit in hits} == {"guide", "question", "reply", "story"}
    assert {hit.standing.standing for hit in hits if hit.standing} == {"waiting", "talking", "answered"}
    assert not any(A_MARK.search(hit.drawn) for hit in hits if hit.entry.kind != "reply")
