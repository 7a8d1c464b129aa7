"""Calling people of the thread by “@”: who can be called, who is told, and what stays of a name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from forum.discussions import actions
from forum.discussions.joining import divide
from forum.discussions.mentions import CALLED_AT_MOST, CALLS_READ, names_in
from forum.discussions.models import Draft, Reply
from forum.history.actions import edit as change
from forum.history.models import Version
from forum.letters.following import follow
from forum.letters.happenings import Notice
from forum.letters.models import Letter
from forum.mentions.models import Mention
from tests import build
from tests.build import fresh
from tests.forum.discussions.replying import letters, reply_to, send
from tests.forum.discussions.words import a_key, text_of
from tests.mail import send_due_letters, tell_everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def gus(db):
    return build.a_member("Gus Weber", email="gus@example.org")


@pytest.fixture
def asked(ana, ben, gus):
    """Ben and Gus replied."""
    asked = build.a_question(ana, title="Who has the keys?")
    build.a_reply(asked, ben)
    build.a_reply(asked, gus)
    tell_everybody()
    Letter.objects.all().delete()
    Notice.objects.all().delete()
    return asked


def linked(body: str) -> list[tuple[str, str]]:
    """What the links say, and the path they lead to."""
    return [(words, path) for path, words in re.findall(r'<a href="https?://[^/]+([^"]+)"[^>]*>([^<]*)</a>', body)]


@pytest.mark.parametrize(
    "typed, said",
    [
        ("Thanks @Gus Weber, that helped.", "@Gus Weber"),
        ("@gus weber’s idea", "@Gus Weber"),
        ("Ask (@Gus Weber).", "@Gus Weber"),
        ("@Gus, is it open?", "@Gus Weber"),
        ("**@Gus Weber**", "@Gus Weber"),
    ],
)
def test_a_name_behind_an_at_becomes_a_link_to_what_they_wrote(asked, ben, typed, said, client_of):
    send(client_of(ben), asked, body=typed)

    assert linked(Reply.objects.latest("pk").body) == [(said, f"/questions/{asked.pk}/replies/2/")]
    assert text_of(client_of(ben).get(asked.get_absolute_url())).count("@Gus Weber") == 1


@pytest.mark.parametrize("typed", ["gus@weber.org", "@Nobody", "@ Gus", "@Gus Miller", "Gus Weber", "@", "me@@Gus.org", "@Eve Marsh"])
def test_other_words_stay_as_they_were_typed(asked, ben, eve, typed):
    named = names_in(f"<p>{typed}</p>", asked)

    assert (named.body, named.rows, named.told) == (f"<p>{typed}</p>", [], set())


def test_a_first_name_that_two_people_have_calls_neither(asked, ben):
    build.a_reply(asked, build.a_member("Gus Miller"))

    assert names_in("<p>@Gus?</p>", asked).told == set()
    assert len(names_in("<p>@Gus Miller?</p>", asked).told) == 1


def test_who_is_called_gets_one_letter_that_says_so(asked, ana, ben, gus):
    follow("question", asked.pk, person=gus, pace="at_once")

    build.a_reply(asked, ben, body="<p>@Gus Weber, @Gus and @Ana Ruiz: is it open?</p>")
    tell_everybody()

    assert {notice.person_id: notice.why for notice in Notice.objects.all()} == {gus.pk: "mentioned", ana.pk: "asked"}
    send_due_letters()
    letter = Letter.objects.get(address="gus@example.org")
    assert letter.subject == "Ben Okafor mentioned you: Who has the keys?"
    assert "You get this because someone mentioned you in a reply." in letter.text


def test_the_page_of_notices_says_it_too(asked, ben, gus, client_of):
    build.a_reply(asked, ben, body="<p>@Gus Weber?</p>")
    tell_everybody()

    assert "Ben Okafor mentioned you" in text_of(client_of(gus).get("/my/notices/"))


def test_whose_reply_is_answered_is_told_of_that(asked, ben, gus):
    build.a_reply(asked.replies.get(number=2), ben, body="<p>@Gus Weber?</p>")
    tell_everybody()

    assert Notice.objects.get(person=gus).why == "answered"


def test_who_muted_the_question_is_not_told(asked, ben, gus):
    follow("question", asked.pk, person=gus, pace="mute")

    build.a_reply(asked, ben, body="<p>@Gus Weber?</p>")
    tell_everybody()

    assert not Notice.objects.filter(person=gus).exists()


def test_a_name_within_a_quotation_calls_nobody(asked, ben, gus):
    build.a_reply(asked, ben, body="<blockquote><p>Ask @Gus Weber.</p></blockquote><p>Yes.</p>")
    tell_everybody()

    assert Notice.objects.get(person=gus).why == ""  # he follows what he replied to
    assert Mention.objects.get().name == "Gus Weber"


def test_who_is_called_in_a_first_post_is_told_when_it_appears(asked, gus):
    held = build.a_reply(asked, build.a_newcomer(), body="<p>@Gus Weber?</p>")
    tell_everybody()
    assert not Notice.objects.exists()

    actions.show(held, expected=("waiting",))
    tell_everybody()

    assert Notice.objects.get(person=gus).why == "mentioned"


def test_who_is_called_no_more_when_it_appears_is_not_told(asked, gus, newcomer):
    held = build.a_reply(asked, newcomer, body="<p>@Gus Weber?</p>")
    change(by=newcomer, post=held, body="<p>Never mind.</p>")

    actions.show(held, expected=("waiting",))
    tell_everybody()

    assert Notice.objects.get(person=gus).why == ""


def test_too_many_calls_are_refused_in_words_and_nothing_is_lost(asked, ben, client_of):
    names = [f"Mia Lane{chr(97 + n)}" for n in range(CALLED_AT_MOST + 1)]
    for name in names:
        build.a_reply(asked, build.a_member(name))
    before, typed = Reply.objects.count(), " ".join(f"@{name}" for name in names)

    refused = send(client_of(ben), asked, body=typed)

    assert (refused.status_code, Reply.objects.count()) == (422, before)
    assert f"You call {len(names)} people with “@”." in text_of(refused)
    assert Draft.objects.get(kind="reply", posted_reply=None).words["body"] == typed
    assert send(client_of(ben), asked, body=typed.replace("@", "", 1)).status_code == 302


def test_a_second_press_of_the_same_form_posts_nothing_more(asked, ben, client_of):
    form = {"draft": a_key(), "kind": "reply", "body": "@Gus Weber?"}
    first, second = (client_of(ben).post(reply_to(asked), form) for _press in range(2))

    assert (second.status_code, Reply.objects.count()) == (302, 3)
    assert "#reply-3" in first.headers["Location"] and second.headers["Location"].endswith("/replies/3/")


def statements(client, asked, body: str, to: Reply | None = None) -> int:
    """Of one press: those that ask or change something."""
    with CaptureQueriesContext(connection) as captured:
        assert send(client, asked, to=to, body=body).status_code == 302
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


def test_whoever_is_called_or_quoted_costs_one_statement_and_posting_stays_under_its_ceiling(asked, ben, client_of):
    client, parent = client_of(ben), asked.replies.get(number=2)
    quotation = f"> [Gus](http://localhost:8000/questions/{asked.pk}/replies/2/)\n>\n> Ask Ruth.\n\nYes."
    send(client, asked, body="The first of this session.")
    plain, nested = statements(client, asked, "Yes."), statements(client, asked, "Yes.", parent)

    assert plain < nested <= 15
    assert {statements(client, asked, body) for body in ("Is it @Ana Ruiz?", "Is it @Gus Weber or @Ben Okafor?", quotation)} == {plain + 1}
    assert {statements(client, asked, body, parent) for body in ("@Gus Weber?", "@Gus Weber or @Ben Okafor?", quotation)} == {nested + 1}


# ---------------------------------------------------------------- who asked without a name


@pytest.fixture
def unnamed(ana, ben):
    asked = build.a_question(ana, without_name=True)
    build.a_reply(build.a_reply(asked, ben), ana, body="<p>The side door.</p>")
    tell_everybody()
    Letter.objects.all().delete()
    return asked


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_alias_can_be_called_and_reaches_its_person(unnamed, ben, language):
    with override(language):
        alias = unnamed.author.shown_name
        made = build.a_reply(unnamed, ben, body=f"<p>Thanks @{alias}!</p>")

    assert linked(made.body) == [(f"@{alias}", f"/questions/{unnamed.pk}/")]
    assert letters() == [("reply", "ana@example.org")]


def test_the_name_behind_an_alias_calls_nobody(unnamed, ben):
    named = names_in("<p>@Ana Ruiz, @Ana?</p>", unnamed)

    assert (named.body, named.told) == ("<p>@Ana Ruiz, @Ana?</p>", set())


def test_an_alias_gives_way_to_the_name_once_it_is_shown(unnamed, ben):
    made = build.a_reply(unnamed, ben, body=f"<p>Thanks @{unnamed.author.shown_name}!</p>")

    actions.show_name(question=unnamed)

    assert linked(fresh(made).body) == [("@Ana Ruiz", f"/questions/{unnamed.pk}/")]


def test_a_change_of_name_tells_nothing_of_an_alias(unnamed, ana, ben):
    made = build.a_reply(unnamed, ben, body=f"<p>Thanks @{unnamed.author.shown_name}!</p>")

    ana.display_name = "Ana Diaz"
    ana.save()

    assert linked(fresh(made).body) == linked(made.body)


# ---------------------------------------------------------------- names that change


@pytest.fixture
def naming(asked, ben, gus):
    """A reply that calls Gus and quotes him."""
    quoted = f"<blockquote><p><a href=\"http://localhost:8000/questions/{asked.pk}/replies/2/\">whoever</a></p><p>Ask Ruth.</p></blockquote>"
    return build.a_reply(asked, ben, body=f"{quoted}<p>@Gus Weber &amp; co.: Gus Weber Street?</p>")


def test_who_is_quoted_is_named_as_they_are_shown_whatever_was_typed(naming):
    assert [words for words, _path in linked(naming.body)] == ["Gus Weber", "@Gus Weber"]


def test_a_name_that_is_changed_changes_where_it_leads_to_them(naming, gus):
    gus.display_name = "Gus <Weaver> & Son"
    gus.save()

    assert [words for words, _path in linked(fresh(naming).body)] == ["Gus &lt;Weaver&gt; &amp; Son", "@Gus &lt;Weaver&gt; &amp; Son"]
    assert "Gus Weber Street" in fresh(naming).body


def test_a_name_follows_into_a_question_that_was_a_reply(naming, gus):
    made = divide(naming, title="Where is it?", at=timezone.now())
    gus.display_name = "Gus Weaver"
    gus.save()

    assert [words for words, _path in linked(fresh(made).body)] == ["Gus Weaver", "@Gus Weaver"]


def test_a_name_follows_into_former_words_too(naming, ben, gus):
    Reply.objects.filter(pk=naming.pk).update(replied_at=timezone.now() - timedelta(hours=1))
    change(by=ben, post=fresh(naming), body="<p>Never mind.</p>")

    gus.display_name = "Gus Weaver"
    gus.save()

    assert [words for words, _path in linked(Version.objects.get().body)] == ["Gus Weaver", "@Gus Weaver"]


def test_who_changes_a_reply_sees_names_as_they_were_typed_and_calls_nobody_anew(asked, ben, gus, client_of):
    made = build.a_reply(asked, ben, body="<p>Hello @Gus Weber.</p>")
    tell_everybody()
    page = client_of(ben).get(f"/questions/{asked.pk}/replies/{made.number}/edit/").content.decode()
    assert "Hello @Gus Weber." in page

    change(by=ben, post=made, body="<p>Hello @Gus Weber and @Ana Ruiz.</p>")
    tell_everybody()

    assert [words for words, _path in linked(fresh(made).body)] == ["@Gus Weber", "@Ana Ruiz"]
    assert Notice.objects.filter(why="mentioned").count() == 1


def test_other_changes_of_a_person_look_for_no_names(naming, gus, django_assert_num_queries):
    with django_assert_num_queries(1):
        gus.save(update_fields=["last_login"])


def test_a_name_in_many_replies_is_changed_with_as_many_statements_as_in_one(asked, ben, gus):
    def statements_for(replies: int, name: str) -> int:
        for _reply in range(replies):
            build.a_reply(asked, ben, body=f"<p>@{gus.display_name}?</p>")
        gus.display_name = name
        with CaptureQueriesContext(connection) as captured:
            gus.save()
        return len(captured)

    few = statements_for(1, "Gus Weaver")

    assert statements_for(4, "Gus Weller") == few
    assert {words for words, _path in linked("".join(Reply.objects.values_list("body", flat=True)))} == {"@Gus Weller"}


def test_a_wall_of_calls_costs_a_few_of_them(asked, gus, monkeypatch):
    for _ in range(3):
        build.a_reply(asked, gus)
    looks = []
    monkeypatch.setattr("forum.discussions.mentions.look", lambda name: looks.append(name) or name.casefold())

    named = names_in(f"<p>{'@Gus ' * 4_000}</p>", fresh(asked))

    assert len(named.rows) == len(linked(named.body)) == CALLS_READ
    assert len(looks) < 40 * CALLS_READ and named.body.endswith("@Gus @Gus</p>")
