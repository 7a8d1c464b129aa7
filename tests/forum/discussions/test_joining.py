"""Questions that become one and replies that become questions: every address leads to the words, and nobody who waits for them is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from forum.discussions import actions, joining
from forum.discussions.models import Draft, FormerNumber, MeToo, Question, Reply
from forum.letters.follows import Follow, Pace
from forum.letters.happenings import Notice
from forum.letters.models import LetterStop
from guide.search.models import Entry
from tests import build
from tests.build import fresh
from tests.forum.discussions.replying import WORDS, reply_to
from tests.forum.discussions.words import hidden, page_of, text_of
from tests.mail import tell_everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(ana) -> Question:
    """Asked first, with a reply."""
    question = build.a_question(ana, title="Who has the keys?")
    build.a_reply(question, build.a_member("Gus Weber"))
    return question


@pytest.fixture
def same(ben) -> Question:
    """The same, asked by Ben, with a reply that was answered."""
    question = build.a_question(ben, title="Where are the keys?", body="<p>It is Saturday.</p>")
    first = build.a_reply(question, build.a_member("Ida Novak"), body="<p>In the drawer.</p>")
    build.a_reply(first, ben, body="<p>Which one?</p>")
    return question


def join(same: Question, host: Question) -> Reply:
    return joining.join(same, to=host, at=timezone.now())


def where(address: str) -> str:
    return Client().get(address, follow=True).redirect_chain[-1][0]


# ---------------------------------------------------------------- words and addresses


def test_a_joined_question_stands_in_the_thread_with_its_replies_under_it(host, same):
    join(same, host)

    thread = [(one.number, one.path, one.asked_as) for one in host.replies.order_by("path")]
    assert thread == [(1, "000001", ""), (2, "000002", "Where are the keys?"), (3, "000002000003", ""), (4, "000002000003000004", "")]
    page = text_of(Client().get(host.get_absolute_url()))
    assert "Asked as a question of its own Where are the keys?" in page and "It is Saturday." in page
    assert page.index("It is Saturday.") < page.index("In the drawer.") < page.index("Which one?")
    assert (fresh(host).reply_count, fresh(host).replies_by_others) == (3, 3)


def test_every_address_of_it_leads_there(host, same):
    join(same, host)

    assert where(same.get_absolute_url()).endswith("#reply-2")
    for number, now in ((1, 3), (2, 4)):
        assert where(f"/questions/{same.pk}/replies/{number}/") == f"{host.get_absolute_url()}?from=000002#reply-{now}"
    assert Client().get(f"/questions/{same.pk}/replies/9/").status_code == 404


def test_it_is_in_no_list_but_its_askers_own(host, same, client_of):
    join(same, host)

    assert same.title not in text_of(Client().get("/questions/"))
    assert f"{same.title} Joined to another question" in text_of(client_of(same.author).get("/my/questions/"))
    assert Entry.objects.filter(thread=f"thread:{same.pk}").count() == 0


def test_a_reply_that_was_written_meanwhile_arrives_there(client_of, host, same):
    gus = build.a_member("Lou Park")
    client = client_of(gus)
    form = client.get(f"{reply_to(same)}?to=1")
    client.post("/ask/keep/", {"draft": hidden(form, "draft"), "kind": "reply", "about": hidden(form, "about"), "body": "Ask"})
    here = join(same, host)

    assert Draft.objects.get(kind="reply", owner=gus, posted_reply=None).about == f"question:{host.pk}:3"
    client.post(reply_to(same), {"draft": hidden(form, "draft"), "kind": "reply", "to": "1", "body": WORDS})

    made = Reply.objects.get(author=gus)
    assert (made.question, made.parent.number, made.parent.parent) == (host, 3, here)
    assert client.get(f"{reply_to(same)}?to=1").headers["Location"] == f"/questions/{host.pk}/reply/?to=3"


def test_a_joined_question_can_be_joined_on_and_keeps_its_addresses(host, same, ana):
    third = build.a_question(ana, title="Keys?")
    join(same, host)
    join(host, third)

    assert f"/questions/{third.pk}/" in where(f"/questions/{same.pk}/replies/1/")
    assert f"/questions/{third.pk}/" in where(f"/questions/{host.pk}/replies/4/")
    assert f"/questions/{third.pk}/" in where(same.get_absolute_url())


def test_a_divided_reply_is_a_question_and_what_hangs_under_it_follows(host, ben, ana):
    reply = host.replies.get()
    under = build.a_reply(reply, ben, body="<p>Mine too.</p>")
    build.a_reply(host, ben)

    made = joining.divide(reply, title="Who pays for keys?", at=timezone.now())

    assert (made.title, made.author, made.body, made.page) == ("Who pays for keys?", reply.author, reply.body, host.page)
    assert [(one.pk, one.number, one.path, one.parent) for one in made.replies.all()] == [(under.pk, 1, "000001", None)]
    assert "This became a question of its own. Read it there" in text_of(Client().get(host.get_absolute_url()))
    assert where(f"/questions/{host.pk}/replies/1/") == made.get_absolute_url()
    assert made.get_absolute_url() in where(f"/questions/{host.pk}/replies/2/")
    assert (fresh(host).reply_count, fresh(made).reply_count, fresh(made).replies_by_others) == (1, 1, 1)


def test_a_thread_is_not_divided_under_its_chosen_answer(host, ana):
    reply = host.replies.get()
    actions.choose_answer(by=ana, question=host, reply=reply, instead_of=None)

    with pytest.raises(joining.CannotBeDivided, match="Take that choice back first"):
        joining.divide(reply, title="Who?", at=timezone.now())

    assert fresh(host).answer == reply and Question.objects.count() == 1


def test_a_joined_question_brings_its_answer_and_takes_it_along_again(host, same, ben):
    answer = same.replies.get(number=1)
    actions.choose_answer(by=ben, question=same, reply=answer, instead_of=None)
    here = join(same, host)
    assert (fresh(host).answer, fresh(host).answer_chosen_by, fresh(host).standing) == (answer, ben, "answered")

    joining.divide(fresh(here), title="", at=timezone.now())

    assert (fresh(host).answer, fresh(host).standing) == (None, "talking")
    assert (fresh(same).answer, fresh(same).answer_chosen_by, fresh(same).title, fresh(same).body) == (answer, ben, "Where are the keys?", "<p>It is Saturday.</p>")
    assert [one.number for one in same.replies.order_by("number")] == [1, 2]
    assert not FormerNumber.objects.filter(question=same).exists()


# ---------------------------------------------------------------- people


def test_who_followed_it_or_had_it_too_does_so_there(host, same, ben):
    tell_everybody()
    lou, eli, una = (build.a_member(name) for name in ("Lou Park", "Eli Frost", "Una Moss"))
    actions.say_me_too(by=lou, question=same)
    Follow.objects.create(person=eli, kind="question", key=str(same.pk), pace=Pace.MUTE)
    Follow.objects.create(person=una, kind="question", key=str(same.pk), pace=Pace.AT_ONCE)
    LetterStop.objects.create(person=una, question=same.pk)

    join(same, host)

    follows = dict(Follow.objects.of_thing("question", str(host.pk)).values_list("person__display_name", "pace"))
    assert {name: follows[name] for name in ("Ben Okafor", "Lou Park", "Eli Frost", "Una Moss")} == {"Ben Okafor": "", "Lou Park": "", "Eli Frost": "mute", "Una Moss": "on_site"}
    assert set(MeToo.objects.filter(question=host).values_list("member__display_name", flat=True)) == {"Ben Okafor", "Lou Park"}
    assert fresh(host).me_too_count == 2


def test_notices_of_it_are_read_with_the_other_one(host, same, client_of, ben):
    tell_everybody()
    notice = Notice.objects.get(person=ben)
    join(same, host)

    client_of(ben).get(host.get_absolute_url())

    assert (fresh(notice).about, fresh(notice).seen_at is None) == (f"question:{host.pk}", False)


def test_separated_again_nobody_reads_of_what_they_never_chose(host, same):
    tell_everybody()
    now = timezone.now()
    before = set(Follow.objects.values_list("person", "key")), fresh(host).me_too_count

    joining.join(same, to=host, at=now)
    joining.separate(fresh(same), at=now)

    assert (set(Follow.objects.values_list("person", "key")), fresh(host).me_too_count) == before
    assert text_of(Client().get(host.get_absolute_url())).count("Where are the keys?") <= 1  # as another question beside it
    assert where(f"/questions/{same.pk}/replies/1/").endswith("#reply-1")


def test_a_question_that_was_taken_away_is_not_joined(host, same):
    actions.take_away(host, to="hidden", expected=("visible",))

    with pytest.raises(actions.Overtaken):
        join(same, host)

    assert fresh(same).state == "visible" and page_of(Client().get(same.get_absolute_url()))


def test_thanks_for_a_reply_that_goes_elsewhere_meanwhile_count_where_it_is(host, same, eve):
    """Seen before the questions were joined, pressed after."""
    seen = same.replies.order_by("number")[0]
    joining.join(same, to=host, at=timezone.now())

    said = actions.say_it_helped(by=eve, reply=seen)

    assert said and fresh(seen).question_id == host.pk
    assert (fresh(seen).helped_count, fresh(host).helped_count, fresh(same).helped_count) == (1, 1, 0)
