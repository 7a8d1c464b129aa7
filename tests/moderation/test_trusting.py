"""First posts are read, then nothing is: unless staff trust somebody before, or watch them for a while. It is written down, and nobody is punished by a rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Trust, User
from forum.discussions import rules
from forum.discussions.aliases import Alias
from forum.invitations.rules import may_invite
from forum.letters.models import Letter
from moderation import actions as moderation
from moderation.actions import Overtaken
from moderation.cases import find_case
from moderation.models import UNDO_WITHIN, Report
from moderation.rules import hides_at_once
from moderation.trust.models import TrustDecision
from moderation.trust.settling import settle, undo
from tests import build
from tests.build import fresh
from tests.forum.discussions.words import text_of
from tests.reading import read, words

THREE_LINKS = '<p>See <a href="https://tulsa.example/plan">the plan</a>, <a href="https://tulsa.example/map">the map</a> and https://tulsa.example/bus.</p>'


def put(person: User, trust: str, by: User, *, seen: int | None = None) -> TrustDecision:
    return settle(by=by, person=person, trust=trust, reason="Known from the field.", seen=seen)


def test_an_honest_newcomer_with_three_links_is_read_and_then_free(newcomer, sam):
    first = build.a_question(newcomer, body=THREE_LINKS)
    reply = build.a_reply(build.a_question(), fresh(newcomer), body=THREE_LINKS)
    moderation.decide(by=sam, post=first, act="approved")
    second = build.a_question(fresh(newcomer), body=THREE_LINKS)

    assert (first.state, reply.state, second.state) == ("waiting", "waiting", "visible")
    assert not fresh(newcomer).is_silenced and fresh(newcomer).trust == "" and not Report.objects.exists()


def test_who_is_trusted_waits_for_nothing(newcomer, sam):
    put(newcomer, Trust.TRUSTED, sam)

    assert build.a_question(fresh(newcomer), body=THREE_LINKS).is_visible
    assert may_invite(fresh(newcomer)) and hides_at_once(fresh(newcomer))


def test_what_a_watched_member_writes_waits_until_they_are_watched_no_more(ben, sam):
    standing = build.a_question(ben)
    watched = put(ben, Trust.WATCHED, sam)
    held, unnamed = build.a_question(fresh(ben)), build.a_question(fresh(ben), without_name=True)
    moderation.decide(by=sam, post=held, act="approved")
    still = build.a_reply(build.a_question(), fresh(ben))

    assert (held.state, unnamed.state, still.state, fresh(standing).state) == ("waiting", "waiting", "waiting", "visible")
    assert not rules.can_edit(fresh(ben), standing) and not may_invite(fresh(ben)) and not hides_at_once(fresh(ben))
    put(ben, "", sam, seen=watched.pk)
    assert build.a_question(fresh(ben)).is_visible


def test_the_watched_are_promised_nothing_that_is_not_so(client_of, ben, sam):
    put(ben, Trust.WATCHED, sam)
    held = build.a_question(fresh(ben))
    moderation.decide(by=sam, post=held, act="approved")

    page = text_of(client_of(ben).get(f"/ask/posted/{build.a_question(fresh(ben)).pk}/"))

    assert "appears at once" not in Letter.objects.get(kind="approved").text
    assert "first post" not in page and "reads what you write before everyone else can" in page


def test_the_queue_names_who_is_watched_unless_it_would_tell_who_asked(client_of, ben, sam):
    put(ben, Trust.WATCHED, sam)
    build.a_question(fresh(ben), title="Who sings?")
    build.a_question(fresh(ben), title="Who drives?", without_name=True)

    rows = [words(row) for row in read("/desk/", client_of(sam)).select(".queue li")]

    assert [("Watched" in row, "First question" in row) for row in rows if "Who sings?" in row] == [(True, False)]
    assert [("Watched" in row, "First question" in row) for row in rows if "Who drives?" in row] == [(False, True)]


def test_a_first_post_without_a_name_is_not_told_on_the_members_page(client_of, newcomer, sam):
    client, address = client_of(sam), f"/desk/people/{newcomer.pk}/"
    unnamed = build.a_question(newcomer, without_name=True)
    before = text_of(client.get(address))
    moderation.decide(by=sam, post=unnamed, act="approved")
    after = text_of(client.get(address))
    build.a_question(fresh(newcomer))

    assert "New: the first post waits" in before and after == before
    assert "nothing waits" in text_of(client.get(address)) and not fresh(newcomer).first_posts_wait


def test_staff_settle_it_on_a_page_with_a_reason(client_of, ben, sam):
    client, address = client_of(sam), f"/desk/people/{ben.pk}/"

    without = client.post(address, {"trust": "watched", "reason": " ", "seen": ""})
    client.post(address, {"trust": "watched", "reason": "Three complaints.", "seen": ""})
    again = client.post(address, {"trust": "watched", "reason": "Three complaints.", "seen": ""})

    assert without.status_code == 422 and again.status_code == 302
    assert TrustDecision.objects.count() == 1 and not Letter.objects.filter(person=ben).exists()
    for page in (text_of(client.get(address)), text_of(client.get("/desk/people/"))):
        assert "You put Ben Okafor under watch" in page and "Three complaints." in page


def test_of_two_moderators_one_is_told(client_of, ben, sam):
    put(ben, Trust.WATCHED, build.a_moderator("Nan Cole"))
    client, address = client_of(sam), f"/desk/people/{ben.pk}/"

    second = client.post(address, {"trust": "trusted", "reason": "I know him.", "seen": ""})

    assert second.status_code == 409 and "I know him." in second.content.decode() and "Nan Cole put Ben Okafor under watch" in text_of(second)
    assert fresh(ben).trust == Trust.WATCHED
    assert f'name="seen" value="{TrustDecision.objects.get().pk}"' in second.content.decode()


def test_it_is_undone_within_a_minute_by_whoever_did_it(ben, sam, client_of, monkeypatch):
    decision, other = put(ben, Trust.WATCHED, sam), build.a_moderator("Nan Cole")

    assert client_of(other).post(f"/desk/people/{ben.pk}/undo/", {"decision": decision.pk}).status_code == 403
    client_of(sam).post(f"/desk/people/{ben.pk}/undo/", {"decision": decision.pk})

    assert fresh(ben).trust == "" and TrustDecision.objects.count() == 2
    late = put(ben, Trust.TRUSTED, sam, seen=TrustDecision.objects.first().pk)
    monkeypatch.setattr("moderation.trust.settling.timezone.now", lambda: late.at + UNDO_WITHIN + timedelta(seconds=1))
    with pytest.raises(Overtaken):
        undo(by=sam, decision=late)


def test_staff_are_not_settled_about(client_of, sam):
    nan = build.a_moderator("Nan Cole")

    assert client_of(sam).post(f"/desk/people/{nan.pk}/", {"trust": "watched", "reason": "No.", "seen": ""}).status_code == 403
    assert "Settle it" not in client_of(sam).get(f"/desk/people/{nan.pk}/").content.decode()


def test_the_log_is_only_added_to(ben, sam):
    decision = put(ben, Trust.WATCHED, sam)

    for change in (decision.save, decision.delete, TrustDecision.objects.all().delete, lambda: TrustDecision.objects.update(reason="")):
        with pytest.raises(TypeError):
            change()


def test_the_way_there_and_the_numbers_tell_nothing_of_an_alias(client_of, ana, sam):
    named, unnamed = build.a_question(ana), build.a_question(ana, title="Who has the keys?", without_name=True)
    moderation.decide(by=sam, post=unnamed, act="hid", reason="It names a child.")
    client = client_of(sam)

    assert f"/desk/people/{ana.pk}/" in client.get(f"/desk/questions/{named.pk}/").content.decode()
    assert "/desk/people/" + str(ana.pk) not in client.get(f"/desk/questions/{unnamed.pk}/").content.decode()
    assert find_case(sam, type(named), named.pk).record.hidden == 0
    page = client.get(f"/desk/people/{ana.pk}/").content.decode()
    assert "1 shown, 0 declined, 0 hidden" in page and Alias(unnamed.alias).shown_name not in page
