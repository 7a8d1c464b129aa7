"""A reply to a question or to a reply; its letters; what may happen while one writes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import DEPTH_STORED, STEP, Draft, PostState, Question, Reply
from forum.letters.models import Letter
from tests import build
from tests.forum.discussions.words import a_key, hidden, page_of, sign_in, text_of
from tests.mail import tell_everybody
from tests.racing import at_once

WORDS = "Ask the librarian. She has a key."


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def reply_to(question: Question) -> str:
    return f"/questions/{question.pk}/reply/"


def send(client: Client, question: Question, *, to: Reply | None = None, body: str = WORDS, **more):
    """As from the form: with its key."""
    fields = {"draft": a_key(), "kind": "reply", "body": body} | ({"to": to.number} if to else {}) | more
    return client.post(reply_to(question), fields)


def letters() -> list[tuple[str, str]]:
    tell_everybody()
    return sorted(Letter.objects.values_list("kind", "address"))


# ---------------------------------------------------------------- works


def test_a_member_replies_and_sees_it_in_its_place(client_of, ana, ben, question):
    answer = send(client_of(ben), question)
    page = client_of(ben).get(answer.headers["Location"])

    reply = Reply.objects.get()
    assert (reply.author, reply.body, reply.state, reply.number, reply.path, reply.parent) == (ben, "<p>Ask the librarian. She has a key.</p>", "visible", 1, "000001", None)
    assert answer.headers["Location"] == f"{question.get_absolute_url()}?posted=question%3A{question.pk}#reply-1"
    assert WORDS in text_of(page)
    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others, question.standing, question.last_number) == (1, 1, "talking", 1)
    assert question.last_reply_at == reply.replied_at


def test_a_reply_answers_a_reply(client_of, ana, ben, question):
    first = build.a_reply(question, ben)

    answer = send(client_of(ana), question, to=first)

    second = Reply.objects.get(number=2)
    first.refresh_from_db()
    assert (second.parent, second.path, first.child_count) == (first, "000001000002", 1)
    assert answer.headers["Location"].endswith("#reply-2")
    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others) == (2, 1)


def test_the_page_to_write_a_reply_quotes_what_it_answers(client_of, ana, ben, question):
    first = build.a_reply(question, ben, body="<p>The custodian has one.</p>")

    page = client_of(ana).get(f"{reply_to(question)}?to={first.number}")

    assert "Reply to Ben Okafor" in text_of(page)
    assert "The custodian has one." in text_of(page)
    assert hidden(page, "about") == f"question:{question.pk}:1"


def test_a_newcomers_reply_waits_and_nobody_is_told(client_of, newcomer, ben, question):
    send(client_of(newcomer), question, agree="on")

    question.refresh_from_db()
    reply = Reply.objects.get()
    assert (reply.state, question.reply_count, question.standing, question.last_number) == ("waiting", 0, "waiting", 1)
    assert letters() == []
    assert "Waiting for review" in text_of(client_of(newcomer).get(question.get_absolute_url()))
    assert WORDS not in text_of(client_of(ben).get(question.get_absolute_url()))


def test_when_it_is_approved_it_counts_and_the_asker_is_told(newcomer, ana, question):
    reply = build.a_reply(question, newcomer)

    assert actions.show(reply, expected=("waiting",)) is True
    assert actions.show(reply, expected=("waiting",)) is False

    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others, question.standing) == (1, 1, "talking")
    assert letters() == [("reply", ana.email)]


def test_the_first_reply_agrees_to_the_house_rules(client_of, newcomer, question):
    without = send(client_of(newcomer), question)

    assert without.status_code == 422
    assert without.context["form"].errors == {"agree": ["Tick the box to say that you are 16 or older and have read the house rules"]}
    assert WORDS in page_of(without)
    assert Reply.objects.count() == 0


def test_numbers_go_on_whatever_becomes_of_replies(newcomer, ana, ben, question):
    build.a_reply(question, ben)
    build.a_reply(question, newcomer)
    actions.withdraw(by=ben, post=Reply.objects.get(number=1))

    build.a_reply(question, ben)

    assert list(Reply.objects.order_by("number").values_list("number", "state")) == [(1, "withdrawn"), (2, "waiting"), (3, "visible")]


def test_beyond_the_greatest_depth_a_reply_stands_beside_the_one_it_answers_and_names_it(client_of, ana, ben, question):
    reply = None
    for n in range(DEPTH_STORED + 3):
        reply = build.a_reply(reply or question, (ana, ben)[n % 2])

    deepest = Reply.objects.order_by("number")[DEPTH_STORED - 1 :]
    assert [row.depth for row in deepest] == [DEPTH_STORED] * 4
    assert [row.path[:-STEP] for row in deepest] == [deepest[0].path[:-STEP]] * 4
    assert [row.parent.number for row in deepest] == [7, 8, 9, 10]
    page = page_of(Client().get(question.get_absolute_url()))
    named = re.findall(r'class="replyto">.*? to <a href="/questions/\d+/replies/(\d+)/">', page)
    assert named == [str(row.parent.number) for row in Reply.objects.order_by("path") if row.number > 3]


# ---------------------------------------------------------------- letters


def test_the_asker_is_told_and_whoever_is_answered_each_once(ana, ben, question):
    gus = build.a_member("Gus Weber")
    first = build.a_reply(question, ben)
    build.a_reply(first, gus)

    assert letters() == sorted([("reply", ana.email), ("reply", ben.email)])  # hers tells of both


def test_nobody_is_written_to_about_their_own_words(ana, ben, question):
    first = build.a_reply(question, ana)
    build.a_reply(first, ana)

    assert letters() == []


def test_an_asker_who_is_answered_gets_one_letter(ana, ben, question):
    mine = build.a_reply(question, ana)

    build.a_reply(mine, ben)

    assert letters() == [("reply", ana.email)]


def test_hiding_and_showing_again_writes_no_second_letter(ana, ben, question):
    reply = build.a_reply(question, ben)
    actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",))
    actions.show(reply, expected=("hidden",))

    assert Counter(letters()) == {("reply", ana.email): 1}


def test_a_letter_is_written_in_the_transaction_of_its_cause(ana, ben, question):
    with pytest.raises(RuntimeError), transaction.atomic():
        build.a_reply(question, ben)
        assert letters() == [("reply", ana.email)]
        raise RuntimeError

    assert (letters(), Reply.objects.count()) == ([], 0)
    question.refresh_from_db()
    assert (question.reply_count, question.last_number) == (0, 0)


def test_when_the_letter_cannot_be_written_nothing_is_posted(client_of, ben, question, monkeypatch):
    """The post and its letter's row are one: a row that fails takes the reply back, and the words stay a draft."""
    monkeypatch.setattr("forum.discussions.emails.happened", lambda *words, **more: 1 / 0)
    client = client_of(ben)
    client.raise_request_exception = False

    answer = send(client, question, draft=(key := a_key()))

    assert answer.status_code == 500
    assert (Reply.objects.count(), letters()) == (0, [])
    assert Draft.objects.get(key=key).words == {"body": WORDS}


def test_a_closed_account_gets_no_letter(ben, question):
    User.objects.filter(pk=question.author_id).update(is_active=False)

    build.a_reply(Question.objects.get(), ben)

    assert letters() == []


# ---------------------------------------------------------------- strangers, pauses, limits


def test_a_stranger_signs_in_and_finds_the_words(stranger_client, ana, ben, question):
    first = build.a_reply(question, ana)
    press = send(stranger_client, question, to=first)
    come_back = press.headers["Location"].removeprefix("/accounts/login/?next=").replace("%3F", "?").replace("%3D", "=").replace("%26", "&")

    back = sign_in(stranger_client, ben.email, come_back=come_back)
    form = stranger_client.get(back.headers["Location"])

    assert back.headers["Location"] == come_back
    assert Reply.objects.count() == 1
    assert WORDS in page_of(form) and hidden(form, "to") == "1"
    send(stranger_client, question, to=first, draft=hidden(form, "draft"))
    assert Reply.objects.get(number=2).author == ben


def test_a_strangers_empty_reply_is_told_before_signing_in(stranger_client, question):
    assert send(stranger_client, question, body=" ").status_code == 422


def test_a_stranger_with_a_closed_browser_finds_the_words_by_the_cookie(stranger_client, question):
    send(stranger_client, question)
    opened_again = Client()
    opened_again.cookies["drafts"] = stranger_client.cookies["drafts"].value

    assert WORDS in page_of(opened_again.get(reply_to(question)))
    assert WORDS not in page_of(Client().get(reply_to(question)))


def test_signed_out_while_writing_the_words_go_along(client_of, ben, question):
    client = client_of(ben)
    form = client.get(reply_to(question))
    client.post("/ask/keep/", {"draft": hidden(form, "draft"), "kind": "reply", "about": hidden(form, "about"), "body": "Ask"})
    client.post("/accounts/logout/")

    press = send(client, question, draft=hidden(form, "draft"))
    back = sign_in(client, ben.email, come_back=f"{reply_to(question)}?draft={Draft.objects.get(owner=None).key}")

    assert press.status_code == 302
    assert WORDS in page_of(client.get(back.headers["Location"]))


def test_who_is_asked_to_pause_reads_until_when_and_keeps_the_words(client_of, ben, question):
    User.objects.filter(pk=ben.pk).update(silenced_until=timezone.now() + timedelta(days=3))
    client = client_of(ben)

    press = send(client, question)

    assert press.status_code == 403
    assert "You cannot post just now" in text_of(press)
    assert Reply.objects.count() == 0
    assert WORDS in page_of(client.get(reply_to(question)))


def test_too_many_replies_wait_with_a_link_to_the_draft(client_of, ben, question):
    client = client_of(ben)
    answers = [send(client, question, body=f"Reply {n}").status_code for n in range(20)]

    late = send(client, question, draft=(key := a_key()))

    assert answers == [302] * 20
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 601
    assert f'href="{reply_to(question)}?draft={key}"' in page_of(late)
    assert WORDS in page_of(client.get(f"{reply_to(question)}?draft={key}"))
    assert Reply.objects.count() == 20


def test_members_are_counted_before_their_address(client_of, ben, question):
    """A school sits behind one address: one who posts too much does not stop the others."""
    for _ in range(21):
        send(client_of(ben), question)

    assert send(client_of(build.a_member("Gus Weber")), question).status_code == 302


# ---------------------------------------------------------------- twice, and two windows


def test_a_second_press_posts_once(client_of, ben, question):
    client, key = client_of(ben), a_key()

    first, second = send(client, question, draft=key), send(client, question, draft=key)

    assert Reply.objects.count() == 1
    assert second.headers["Location"] == Reply.objects.get().get_absolute_url()
    assert Counter(letters())["reply", question.author.email] == 1
    assert first.status_code == 302


def test_four_presses_at_once_post_once(transactional_db, client_of):
    question, ben = build.a_question(), build.a_member("Ben Okafor")
    client, key = client_of(ben), a_key()

    def press() -> int:
        window = Client()
        window.cookies["sessionid"] = client.cookies["sessionid"].value
        return send(window, question, draft=key).status_code

    assert at_once(*[press] * 4) == [302] * 4
    question.refresh_from_db()
    assert (Reply.objects.count(), question.reply_count, len(letters())) == (1, 1, 1)


def test_other_words_from_the_same_form_are_not_lost(client_of, ben, question):
    """Back after posting, or a second window that opened the same draft: the words are other ones."""
    client, key = client_of(ben), a_key()
    send(client, question, draft=key)

    other = send(client, question, draft=key, body="And bring cookies.")
    assert other.status_code == 409
    assert "You posted a reply from this form already." in text_of(other)
    assert "And bring cookies." in page_of(other)
    assert Reply.objects.count() == 1

    send(client, question, draft=hidden(other, "draft"), body="And bring cookies.")
    assert list(Reply.objects.order_by("number").values_list("body", flat=True)) == ["<p>Ask the librarian. She has a key.</p>", "<p>And bring cookies.</p>"]


def test_a_draft_about_one_reply_is_not_offered_for_another(client_of, ana, ben, question):
    first, client = build.a_reply(question, ana), client_of(ben)
    client.post("/ask/keep/", {"draft": a_key(), "kind": "reply", "about": f"question:{question.pk}:1", "body": "To the reply"})

    assert "To the reply" in page_of(client.get(f"{reply_to(question)}?to={first.number}"))
    assert "To the reply" not in page_of(client.get(reply_to(question)))
    assert "To the reply" not in page_of(client.get(question.get_absolute_url()))


def test_the_form_under_the_question_goes_on_with_the_draft(client_of, ben, question):
    client = client_of(ben)
    client.post("/ask/keep/", {"draft": (key := a_key()), "kind": "reply", "about": f"question:{question.pk}", "body": "Ask the lib"})

    page = client.get(question.get_absolute_url())

    assert "Ask the lib" in page_of(page) and hidden(page, "draft") == key


def test_the_copy_on_the_device_goes_once_it_is_posted(client_of, ana, ben, question):
    first, client = build.a_reply(question, ana), client_of(ben)
    for to, about in ((None, f"question:{question.pk}"), (first, f"question:{question.pk}:1")):
        form = client.get(reply_to(question) + (f"?to={to.number}" if to else ""))
        posted = client.post(reply_to(question), {"draft": hidden(form, "draft"), "body": "Yes."} | ({"to": to.number} if to else {}), follow=True)

        assert f'data-keep="reply-{about}"' in page_of(form)
        assert f'data-clear-keep="reply-{about}"' in page_of(posted)


# ---------------------------------------------------------------- taken away meanwhile


def hide(post) -> None:
    assert actions.take_away(post, to=PostState.HIDDEN, expected=("visible",), reason="A child is named.")


def test_a_reply_to_a_hidden_reply_keeps_the_words_and_shows_nothing_hidden(client_of, ana, ben, question):
    first = build.a_reply(question, ana, body="<p>The secret of the hidden one.</p>")
    hide(first)

    press = send(client_of(ben), question, to=first)

    assert press.status_code == 409
    assert "was taken away while you were writing" in text_of(press)
    assert WORDS in page_of(press)
    assert "secret" not in page_of(press)
    assert Reply.objects.count() == 1
    send(client_of(ben), question, draft=hidden(press, "draft"))
    assert Reply.objects.get(number=2).parent is None


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_a_reply_to_a_question_that_is_gone_keeps_the_words_and_shows_nothing_of_it(client_of, stranger_client, ben, question, state):
    client = client_of(ben)
    form = client.get(reply_to(question))
    hide(question) if state == "hidden" else actions.withdraw(by=question.author, post=question)

    for person in (client, stranger_client):
        press = send(person, question, draft=hidden(form, "draft") if person is client else a_key())
        assert press.status_code == 409
        assert WORDS in page_of(press)
        assert question.title not in page_of(press)

    assert Reply.objects.count() == 0
    again = client.get(f"{reply_to(question)}?draft={hidden(form, 'draft')}")
    assert again.status_code == 409 and WORDS in page_of(again)
    assert client_of(build.a_member("Gus Weber")).get(reply_to(question)).status_code == 404


@pytest.mark.parametrize("state", ["waiting", "declined"])
def test_a_question_that_one_never_could_read_is_404(client_of, ben, question, state):
    Question.objects.update(state=state)

    assert send(client_of(ben), question).status_code == 404
    assert Draft.objects.count() == 0


def test_a_waiting_reply_of_someone_else_is_404(client_of, newcomer, ben, question):
    held = build.a_reply(question, newcomer)

    assert send(client_of(ben), question, to=held).status_code == 404


def test_the_action_looks_again_under_the_lock(ana, ben, question):
    first = build.a_reply(question, ana)
    stale, stale_question = Reply.objects.get(), Question.objects.get()
    hide(first)

    with pytest.raises(actions.Overtaken, match="taken away"):
        actions.reply(by=ben, question=stale_question, parent=stale, body="<p>x</p>")
    hide(question)
    with pytest.raises(actions.Overtaken, match="taken away"):
        actions.reply(by=ben, question=stale_question, body="<p>x</p>")

    assert Reply.objects.count() == 1


def test_the_reply_of_another_question_cannot_be_answered_here(ana, ben, question):
    elsewhere = build.a_reply(build.a_question(ana, title="Another"), ana)

    with pytest.raises(actions.Overtaken):
        actions.reply(by=ben, question=question, parent=elsewhere, body="<p>x</p>")


# ---------------------------------------------------------------- what it costs


def cost_of_posting(client: Client, question: Question, *, to: Reply | None, saved_before: bool) -> list[str]:
    key = a_key()
    if saved_before:
        about = f"question:{question.pk}:{to.number}" if to else f"question:{question.pk}"
        client.post("/ask/keep/", {"draft": key, "kind": "reply", "about": about, "body": WORDS})
    with CaptureQueriesContext(connection) as seen:
        assert send(client, question, to=to, draft=key).status_code == 302
    return [query["sql"][:110] for query in seen if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("saved_before", [True, False])
def test_posting_a_reply_takes_at_most_15_queries(client_of, ben, question, saved_before):
    asked = cost_of_posting(client_of(ben), question, to=None, saved_before=saved_before)

    assert len(asked) <= 15, "\n".join(asked)
    assert len(letters()) == 1


def test_answering_a_reply_costs_little_else(client_of, ana, ben, question):
    first = build.a_reply(question, ben)
    assert len(letters()) == 1
    Letter.objects.all().delete()

    asked = cost_of_posting(client_of(build.a_member("Gus Weber")), question, to=first, saved_before=True)

    assert len(asked) <= 21, "\n".join(asked)
    assert len(letters()) == 2
