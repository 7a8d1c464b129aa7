"""Who is staff follows from the groups; the CMS has one door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import ADMINISTRATORS, DISCUSSION_MODERATORS, GUIDE_EDITORS, STAFF_GROUPS, STORY_MODERATORS, User
from accounts.promises.models import Promises
from accounts.profile import drop_the_unentered, member_for
from tests import build
from tests.accounts.test_signing_in import words
from tests.racing import at_once


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def is_marked(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_coalition_staff


COMING = {
    "the person adds": lambda ana, sams: ana.groups.add(sams),
    "the person sets": lambda ana, sams: ana.groups.set([sams]),
    "the group adds": lambda ana, sams: sams.user_set.add(ana),
    "the group sets": lambda ana, sams: sams.user_set.set([ana]),
}
GOING = {
    "the person removes": lambda ana, sams: ana.groups.remove(sams),
    "the person clears": lambda ana, sams: ana.groups.clear(),
    "the person sets none": lambda ana, sams: ana.groups.set([]),
    "the group removes": lambda ana, sams: sams.user_set.remove(ana),
    "the group clears": lambda ana, sams: sams.user_set.clear(),
    "the group is deleted": lambda ana, sams: sams.delete(),
}


@pytest.mark.parametrize("way", COMING)
@pytest.mark.parametrize("name", STAFF_GROUPS)
def test_the_staff_mark_comes_with_the_group(ana, ben, name, way):
    COMING[way](ana, group(name))

    assert (is_marked(ana), is_marked(ben)) == (True, False)


@pytest.mark.parametrize("way", GOING)
def test_the_staff_mark_goes_with_the_group(sam, eve, way):
    GOING[way](sam, group(DISCUSSION_MODERATORS))

    assert (is_marked(sam), is_marked(eve)) == (False, True)


def test_it_stays_while_there_is_another_group(sam):
    sam.groups.add(group(GUIDE_EDITORS))

    sam.groups.remove(group(DISCUSSION_MODERATORS))

    assert is_marked(sam)


def test_another_group_marks_nobody(ana):
    ana.groups.add(Group.objects.create(name="Webinar guests"))

    assert not is_marked(ana)


@pytest.mark.parametrize(
    ("groups", "discussions", "stories", "guide"),
    [
        ([], False, False, False),
        ([DISCUSSION_MODERATORS], True, False, False),
        ([STORY_MODERATORS], False, True, False),
        ([GUIDE_EDITORS], False, False, True),
        ([STORY_MODERATORS, GUIDE_EDITORS], False, True, True),
        ([ADMINISTRATORS], True, True, True),
    ],
)
def test_what_each_group_may(db, groups, discussions, stories, guide):
    person = build.someone_of_staff("Kim Ode", *groups)

    assert (person.moderates_discussions, person.moderates_stories, person.edits_the_guide) == (discussions, stories, guide)
    assert person.is_moderator == (discussions or stories)


def test_a_closed_account_of_staff_may_nothing(sam):
    sam.is_active = False
    sam.save()

    closed = User.objects.get(pk=sam.pk)
    assert not closed.moderates_discussions


def test_a_superuser_may_everything(db):
    root = User.objects.create_superuser("root@example.org")

    assert (root.moderates_discussions, root.moderates_stories, root.edits_the_guide, is_marked(root)) == (True, True, True, True)


def test_rights_are_fresh_after_a_change_of_groups(ana):
    assert not ana.moderates_discussions

    ana.groups.add(group(DISCUSSION_MODERATORS))

    assert ana.moderates_discussions


@pytest.mark.parametrize(("made", "waits"), [(build.a_newcomer, True), (build.a_member, False), (build.a_moderator, False)])
def test_whose_first_post_waits(db, made, waits):
    assert made().first_posts_wait is waits


def test_first_posts_wait_only_if_staff_want_it(newcomer):
    Promises.objects.create(first_posts_wait=False)

    assert not newcomer.first_posts_wait


def test_a_pause_ends_by_itself(ana):
    ana.silenced_until = timezone.now() + timedelta(seconds=60)
    assert ana.is_silenced

    ana.silenced_until = timezone.now() - timedelta(seconds=1)

    assert not ana.is_silenced


# ---------------------------------------------------------------- the door of the CMS


@pytest.mark.parametrize("person", ["ana", "newcomer"])
def test_a_member_at_the_door_of_the_cms_reads_a_refusal_and_does_not_loop(client_of, request, person):
    answer = client_of(request.getfixturevalue(person)).get("/cms/", follow=True)

    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert "This page is for someone else" in words(answer)


def test_a_stranger_at_the_door_signs_in_once_and_comes_back(stranger_client):
    answer = stranger_client.get("/cms/pages/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=/cms/pages/")


@pytest.mark.parametrize("person", ["eve", "admin"])
def test_staff_who_edit_come_in(client_of, request, person):
    client = client_of(request.getfixturevalue(person))

    assert client.get("/cms/").status_code == 200
    assert client.get("/accounts/cms/?next=/cms/").headers["Location"] == "/cms/"


@pytest.mark.parametrize("address", ["/accounts/cms/", "/accounts/cms/?next=/accounts/cms/", "/accounts/cms/?next=//evil.example"])
def test_the_door_leads_nowhere_foreign_and_not_in_a_circle(client_of, eve, address):
    answer = client_of(eve).get(address, follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/"


@pytest.mark.parametrize("address", ["/cms/login/", "/cms/password_reset/", "/admin/", "/django-admin/", "/accounts/signup/", "/accounts/password/reset/"])
def test_there_is_no_other_way_in(stranger_client, eve, address):
    answer = stranger_client.get(address, follow=True)

    assert answer.status_code == 404 or answer.request["PATH_INFO"] == "/accounts/login/"
    posted = stranger_client.post(address, {"username": eve.email, "login": eve.email, "password": "x"}, follow=True)
    assert "_auth_user_id" not in stranger_client.session
    assert posted.status_code in (200, 404, 405)


# ---------------------------------------------------------------- rows for codes that nobody entered


def a_day_ago(*people: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(joined_at=timezone.now() - timedelta(days=1, minutes=1))


def test_a_row_for_a_code_that_nobody_entered_goes_after_a_day(ana):
    fresh, old = member_for("fresh@example.org"), member_for("old@example.org")
    a_day_ago(ana, old)

    assert drop_the_unentered() == 1
    assert set(User.objects.all()) == {ana, fresh}


def test_staff_who_have_not_come_in_yet_stay(db):
    root = User.objects.create_superuser("root@example.org")
    invited = User.objects.create_user("lee@example.org")
    invited.groups.add(group(STORY_MODERATORS))
    closed = User.objects.create_user("cleo@example.org", is_active=False)
    a_day_ago(root, invited, closed)

    assert drop_the_unentered() == 0
    assert User.objects.count() == 3


def test_one_address_is_one_member_also_in_two_windows_at_once(transactional_db):
    made = at_once(*[lambda: member_for("Rosa@example.org").pk] * 6)

    assert set(made) == {User.objects.get().pk}
