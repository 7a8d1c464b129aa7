"""The history of a question or a reply: newest first, word by word, wherever its words went, and for nobody who may not read it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import privacy
from tests.accounts.own_data.erasing import erase
from forum.discussions import actions, joining
from forum.discussions.models import PostState, Reply
from forum.history.models import Version
from forum.history.privacy import KEPT_FOR_STAFF
from tests import build
from tests.build import changed, fresh
from tests.forum.discussions.words import page_of, text_of
from tests.forum.history.test_changing_what_stands import history_of


@pytest.fixture
def asked(ana):
    return build.a_question(ana, title="Who has the key?", body="<p>We ask everyone in town.</p>")


def test_each_change_is_shown_word_by_word(stranger_client, asked):
    first = changed(asked, "<p>We ask everyone in school.</p>", title="Who has the keys?")
    changed(asked, "<p>We ask nobody any more.</p>", title="Who has the keys?")

    newest, older = stranger_client.get(history_of(asked)), stranger_client.get(f"{history_of(asked)}?change={first.pk}")

    assert "Removed: </span>everyone in school.</del>" in page_of(newest) and "Added: </span>nobody any more.</ins>" in page_of(newest)
    assert "Removed: </span>key?</del>" in page_of(older) and "Added: </span>school.</ins>" in page_of(older)
    assert text_of(newest).count("Ana Ruiz changed it") == 2
    assert 'content="noindex"' in page_of(newest)


def test_where_only_signs_changed_they_are_shown(stranger_client, asked):
    changed(asked, "<p>We ask <strong>everyone</strong> in town.</p>")

    assert "**everyone**" in page_of(stranger_client.get(history_of(asked)))


def test_one_that_was_never_changed_says_so(stranger_client, asked):
    assert "no former words can be read" in text_of(stranger_client.get(history_of(asked)))


def test_a_version_between_that_is_not_shown_is_passed_over(stranger_client, asked):
    changed(asked, "<p>Timmy has it.</p>")
    Version.objects.filter(pk=changed(asked, "<p>Somebody has it.</p>").pk).update(taken_out_at=timezone.now())

    page = stranger_client.get(history_of(asked))

    assert "Timmy" not in page_of(page)
    assert "We ask everyone in town." in page_of(page) and "Somebody has it." in page_of(page)
    assert "One former version is not shown" in text_of(page)


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.WITHDRAWN])
def test_of_what_was_taken_away_no_former_words_are_read(stranger_client, client_of, ben, asked, state):
    reply = build.a_reply(asked, ben, body="<p>Former secret.</p>")
    build.a_reply(reply)  # which leaves a stub
    changed(reply)
    actions.take_away(reply, to=state, expected=("visible",))

    answers = [stranger_client.get(history_of(reply)), client_of(asked.author).get(history_of(reply))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert history_of(reply) not in page_of(stranger_client.get(asked.get_absolute_url()))


def test_a_joined_question_takes_its_history_along_and_back(client_of, stranger_client, ana, ben, asked):
    changed(asked, "<p>Second words.</p>")
    host = build.a_question(ben)
    now = timezone.now()
    here = joining.join(asked, to=host, at=now)
    changed(here, "<p>Third words.</p>")

    led = stranger_client.get(history_of(asked), follow=True)
    assert led.redirect_chain[-1][0].startswith("/questions/")
    assert "Second words." in text_of(stranger_client.get(history_of(fresh(here))))

    joining.separate(asked, at=now)
    page = stranger_client.get(history_of(asked))
    assert text_of(page).count("changed it") == 2 and "Third" in page_of(page)
    assert fresh(asked).is_edited


def test_a_reply_that_became_a_question_keeps_its_history(stranger_client, ben, asked):
    reply = build.a_reply(asked, ben, body="<p>First words.</p>")
    changed(reply, "<p>Second words.</p>")

    made = joining.divide(fresh(reply), title="Who pays?", at=timezone.now())

    page = page_of(stranger_client.get(history_of(made)))
    assert fresh(made).is_edited and "First" in page and "Who pays?" in page


def test_as_many_queries_for_three_versions_as_for_one(client_of, ben, asked):
    def queries() -> int:
        with CaptureQueriesContext(connection, ) as seen:
            assert client_of(ben).get(history_of(asked)).status_code == 200
        return len(seen)

    changed(asked, "<p>One.</p>")
    queries()
    with_one = queries()
    changed(asked, "<p>Two.</p>")
    changed(asked, "<p>Three.</p>")

    assert queries() == with_one


# ---------------------------------------------------------------- how long


def test_who_leaves_takes_the_former_words_along(ben, asked):
    reply = build.a_reply(asked, ben)
    changed(reply)
    changed(asked)

    erase(ben)

    assert [version.question_id for version in Version.objects.all()] == [asked.pk]
    assert (fresh(reply).is_edited, fresh(asked).is_edited) == (False, True)


def test_what_nobody_reads_goes_after_ninety_days(ben, asked):
    reply = build.a_reply(asked, ben)
    kept, waiting, out, gone = changed(asked), changed(asked, "<p>2</p>"), changed(asked, "<p>3</p>"), changed(reply)
    Version.objects.filter(pk=waiting.pk).update(was_public=False)
    Version.objects.filter(pk=out.pk).update(taken_out_at=timezone.now())
    actions.withdraw(by=ben, post=fresh(reply))
    privacy.sweep()
    assert Version.objects.count() == 4

    Version.objects.update(changed_at=timezone.now() - KEPT_FOR_STAFF * 2)
    privacy.sweep()
    assert set(Version.objects.values_list("pk", flat=True)) == {kept.pk, out.pk}  # taken out today

    Version.objects.filter(pk=out.pk).update(taken_out_at=timezone.now() - KEPT_FOR_STAFF * 2)
    privacy.sweep()
    assert list(Version.objects.values_list("pk", flat=True)) == [kept.pk]
    assert Reply.objects.filter(pk=reply.pk).exists() and gone.pk != kept.pk
