"""Words that staff have ready: kept at the desk, put into a reply and into the reason of a decision, without script."""

from __future__ import annotations

import pytest

from forum.discussions.models import Draft, Reply
from forum.saved.models import SavedReply
from moderation.models import Decision
from tests.build import fresh
from tests.forum.discussions.words import hidden, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved() -> SavedReply:
    return SavedReply.objects.create(name="Ask the district", words="Your district office knows this. Ask for its facilities desk.")


def test_staff_keep_a_list(sam, client_of):
    client = client_of(sam)
    client.post("/desk/saved-replies/new/", {"name": "Thanks", "words": "Thank you for asking."})
    kept = SavedReply.objects.get()
    assert "Thanks Thank you for asking." in text_of(client.get("/desk/saved-replies/"))

    client.post(f"/desk/saved-replies/{kept.pk}/", {"name": "Thanks", "words": "Thank you."})
    twice = client.post("/desk/saved-replies/new/", {"name": "Thanks", "words": "Another."})
    assert (fresh(kept).words, twice.status_code) == ("Thank you.", 422)
    assert "There is a saved reply with that name already" in text_of(twice)

    client.post(f"/desk/saved-replies/{kept.pk}/", {"delete": "1"})
    assert SavedReply.objects.count() == 0


def test_one_is_put_after_what_was_typed_and_posted_when_one_posts(sam, client_of, asked, saved):
    client, address = client_of(sam), f"/questions/{asked.pk}/reply/"
    assert "Use a saved reply" in text_of(client.get(asked.get_absolute_url()))
    form = client.get(address)

    put_in = client.post(address, {"draft": hidden(form, "draft"), "kind": "reply", "body": "Hello Ana.", "saved": saved.pk, "insert": "1"})

    assert put_in.status_code == 200 and Reply.objects.count() == 0
    assert f"Hello Ana.\n\n{saved.words}" in put_in.content.decode()
    assert Draft.objects.get(kind="reply").words["body"] == f"Hello Ana.\n\n{saved.words}"


def test_members_are_not_offered_them(client_of, ben, asked, saved):
    client = client_of(ben)

    client.post(f"/questions/{asked.pk}/reply/", {"body": "Hello.", "saved": saved.pk, "insert": "1"})

    assert "saved reply" not in text_of(client.get(f"/questions/{asked.pk}/reply/"))
    assert Reply.objects.get().body == "<p>Hello.</p>"


def test_one_is_the_reason_of_a_decision(sam, client_of, asked, saved):
    client = client_of(sam)

    client.post(f"/desk/questions/{asked.pk}/decide/", {"act": "hid", "saved": f"reply-{saved.pk}", "words": "Sorry."})
    assert Decision.objects.get().reason == f"{saved.words}\n\nSorry."

    gone = client.post(f"/desk/questions/{asked.pk}/decide/", {"act": "restored", "saved": "reply-999"})
    assert gone.status_code == 422 or fresh(asked).state == "visible"


def test_one_is_the_reason_of_care(sam, client_of, asked, saved):
    client_of(sam).post(f"/desk/questions/{asked.pk}/close/", {"saved": saved.pk, "words": ""})

    assert (Decision.objects.get().reason, fresh(asked).closed_why) == (saved.words, saved.words)
