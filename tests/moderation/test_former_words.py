"""Staff put back what a post said before, or take former words out of its history: with a reason, for whoever comes second, and the way back."""

from __future__ import annotations

import pytest

from forum.discussions.models import Question
from forum.history.models import Version
from forum.letters.models import Letter
from guide.models.freshness import what_is_fresh
from moderation import caring
from moderation.models import Act, Decision
from tests import build
from tests.build import changed, fresh
from tests.forum.discussions.words import page_of, text_of
from tests.forum.history.test_changing_what_stands import history_of
from tests.moderation.conftest import acts, letters_to
from tests.moderation.test_cases import seen_on

pytestmark = pytest.mark.django_db
WHY = "It names a child."


@pytest.fixture
def version(asked) -> Version:
    return changed(asked, "<p>New words.</p>")


def put_back_of(version: Version) -> str:
    return f"/desk/words/{version.pk}/put-back/"


def take_out_of(version: Version) -> str:
    return f"/desk/words/{version.pk}/take-out/"


def test_staff_put_back_what_it_said_and_its_author_reads_why(sam, client_of, ana, ben, asked, version):
    client = client_of(sam)
    assert put_back_of(version) in page_of(client.get(history_of(asked)))
    assert put_back_of(version) not in page_of(client_of(ben).get(history_of(asked))) + page_of(client_of(ana).get(history_of(asked)))
    assert "We have no custodian." in text_of(client.get(put_back_of(version)))

    done = client.post(put_back_of(version), {"words": "The answers are to these words."}, follow=True)

    decision = Decision.objects.get()
    assert (decision.act, decision.reason, decision.version) == (Act.PUT_WORDS_BACK, "The answers are to these words.", version.pk)
    assert (fresh(asked).body, Version.objects.count()) == ("<p>We have no custodian.</p>", 2)
    assert "You put back what this said before" in text_of(done)
    assert "Coalition staff put back earlier words" in text_of(client.get(history_of(asked)))
    Letter.objects.all().delete()
    assert (letters_to(ana), letters_to(ben)) == (["care"], [])


def test_a_reply_too(sam, ben, asked, reply):
    version = changed(reply)

    caring.put_words_back(by=sam, post=reply, version=version, reason=WHY)

    assert fresh(reply).body == version.body
    assert letters_to(ben) == ["care"]


def test_words_that_are_not_shown_are_not_put_back(sam, client_of, asked):
    """Its author took somebody's name out, or staff did a moment ago."""
    version = changed(asked, "<p>No name.</p>", private=True)
    client = client_of(sam)
    assert put_back_of(version) not in page_of(client.get(history_of(asked)))

    answer = client.post(put_back_of(version), {"words": WHY})

    assert (answer.status_code, acts(), fresh(asked).body) == (409, [], "<p>No name.</p>")
    assert "for their author and staff alone" in text_of(answer) and WHY in page_of(answer)


def test_undone_within_a_minute_all_is_as_it_was(sam, client_of, asked, version):
    client_of(sam).post(put_back_of(version), {"words": WHY})
    assert fresh(asked).body != "<p>New words.</p>"

    client_of(sam).post("/desk/undo/", {"decision": Decision.objects.get().pk})

    assert (fresh(asked).body, list(Version.objects.all()), fresh(asked).is_edited) == ("<p>New words.</p>", [version], True)
    assert acts() == [Act.PUT_WORDS_BACK, Act.UNDID]


def test_what_its_author_wrote_since_is_not_undone(sam, client_of, asked, version):
    client_of(sam).post(put_back_of(version), {"words": WHY})
    changed(fresh(asked), "<p>Newest.</p>")

    client_of(sam).post("/desk/undo/", {"decision": Decision.objects.get().pk})

    assert (fresh(asked).body, acts()) == ("<p>Newest.</p>", [Act.PUT_WORDS_BACK])


def test_former_words_are_taken_out_with_a_reason(sam, client_of, stranger_client, ana, asked, version):
    assert "custodian" in text_of(stranger_client.get(history_of(asked)))

    client_of(sam).post(take_out_of(version), {"words": WHY})

    assert Decision.objects.get().reason == WHY
    assert "custodian" not in text_of(stranger_client.get(history_of(asked)))
    assert "custodian" in text_of(client_of(sam).get(history_of(asked)))
    assert "care" in letters_to(ana)

    client_of(sam).post("/desk/undo/", {"decision": Decision.objects.get().pk})
    assert "custodian" in text_of(stranger_client.get(history_of(asked)))


def test_pages_kept_for_visitors_forget_them(sam, asked, version, django_capture_on_commit_callbacks):
    before = what_is_fresh()

    with django_capture_on_commit_callbacks(execute=True):
        caring.take_words_out(by=sam, post=asked, version=version, reason=WHY)

    assert what_is_fresh() > before


@pytest.mark.parametrize("address", [put_back_of, take_out_of])
def test_no_reason_no_act(sam, client_of, asked, version, address):
    answer = client_of(sam).post(address(version), {"words": " "})

    assert answer.status_code == 422
    assert "Write down why" in text_of(answer)
    assert (acts(), fresh(asked).body, fresh(version).taken_out_at) == ([], "<p>New words.</p>", None)


@pytest.mark.parametrize("address", [put_back_of, take_out_of])
def test_a_second_press_does_nothing_twice(sam, client_of, asked, version, address):
    first, second = (client_of(sam).post(address(version), {"words": WHY}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(acts()) == 1


def test_its_author_was_faster(sam, client_of, asked, version):
    client = client_of(sam)
    seen = seen_on(page_of(client.get(put_back_of(version))))
    changed(fresh(asked), "<p>Newest.</p>")

    answer = client.post(put_back_of(version), {"words": WHY, "seen": seen})

    assert answer.status_code == 409
    assert "Ana Ruiz changed this while you were reading" in text_of(answer) and WHY in page_of(answer)
    assert fresh(asked).body == "<p>Newest.</p>"


def test_nobody_decides_about_their_own_words(sam, client_of):
    own = build.a_question(sam)
    version = changed(own)

    assert [client_of(sam).post(address(version), {"words": WHY}).status_code for address in (put_back_of, take_out_of)] == [403, 403]
    assert Question.objects.get(pk=own.pk).body == "<p>New words.</p>"
