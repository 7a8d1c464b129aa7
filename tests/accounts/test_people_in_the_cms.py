"""People and groups in the CMS: somebody always runs the site, and nobody's row is deleted."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.administrators import OnlyAdministrator, somebody_stays
from accounts.models import ADMINISTRATORS, DISCUSSION_MODERATORS, User
from tests import build
from tests.build import fresh
from tests.racing import at_once

NOBODY_ELSE = "Nobody would be left to run the site. Make someone else an administrator first."


@pytest.fixture
def root(db) -> Client:
    """Somebody who may do everything in the CMS."""
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org", display_name="Rae Root"))
    return client


@pytest.fixture
def keeper(db, client_of) -> Client:
    """May change people in the CMS, and runs nothing."""
    person = build.someone_of_staff("Kim Ode", "Guide editors")
    person.user_permissions.add(Permission.objects.get(content_type__app_label="accounts", codename="change_user"))
    return client_of(person)


def saves(client: Client, person: User, *groups: str, **fields):
    numbers = [Group.objects.get(name=name).pk for name in groups]
    return client.post(f"/cms/users/edit/{person.pk}/", {"display_name": person.display_name, "is_active": "on", "groups": numbers} | fields)


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_a_person_is_made_an_administrator_and_stays_who_they_are(root, ana):
    saves(root, ana, ADMINISTRATORS, email="stolen@example.org")

    assert (fresh(ana).runs_the_site, fresh(ana).email, fresh(ana).display_name) == (True, "ana@example.org", "Ana Ruiz")


def test_whoever_gets_all_rights_is_marked_as_staff_until_they_lose_them(root, ana):
    saves(root, ana, is_superuser="on")
    before = fresh(ana).runs_the_site, fresh(ana).is_coalition_staff

    saves(root, ana)

    assert before == (True, True)
    assert (fresh(ana).runs_the_site, fresh(ana).is_coalition_staff) == (False, False)


@pytest.mark.parametrize("taken", [{"groups": []}, {"is_active": ""}], ids=["group", "account"])
def test_the_last_administrator_keeps_their_rights(keeper, admin, taken):
    User.objects.filter(is_superuser=True).delete()

    answer = saves(keeper, admin, **{"groups": [Group.objects.get(name=ADMINISTRATORS).pk]} | taken)

    assert NOBODY_ELSE in words(answer) and "updated" not in words(answer)
    assert fresh(admin).runs_the_site


def test_one_of_two_administrators_can_lose_them(keeper, admin):
    build.an_administrator("Rob Lane")

    saves(keeper, admin, DISCUSSION_MODERATORS)

    assert (fresh(admin).runs_the_site, fresh(admin).moderates_discussions) == (False, True)


def test_closing_many_accounts_leaves_an_administrator(keeper, admin, ana):
    ids = f"id={admin.pk}&id={ana.pk}"

    answer = keeper.post(f"/cms/bulk/accounts/user/set_active_state/?{ids}&next=/cms/users/", {"mark_as_active": "False"}, follow=True)

    assert NOBODY_ELSE in words(answer)
    assert (fresh(admin).is_active, fresh(ana).is_active) == (True, True)


def test_of_the_last_two_who_lose_them_at_once_one_stays(transactional_db):
    both = build.an_administrator(), build.an_administrator("Rob Lane")

    def lose(person: User) -> None:
        with somebody_stays():
            fresh(person).groups.clear()

    said = at_once(*[lambda person=person: lose(person) for person in both])

    assert sorted(type(one).__name__ for one in said) == ["NoneType", OnlyAdministrator.__name__]
    assert sum(fresh(person).runs_the_site for person in both) == 1


def test_nobodys_row_is_deleted(root, ana):
    root.post(f"/cms/users/delete/{ana.pk}/")
    root.post(f"/cms/bulk/accounts/user/delete/?id={ana.pk}&next=/cms/users/")

    assert fresh(ana).display_name == "Ana Ruiz"
    assert f"/cms/users/delete/{ana.pk}/" not in root.get(f"/cms/users/edit/{ana.pk}/").content.decode()


def test_a_new_person_is_asked_for_nothing_that_is_thrown_away(root):
    answer = root.post("/cms/users/new/", {"email": " Kit@Example.org ", "groups": [Group.objects.get(name=DISCUSSION_MODERATORS).pk]})
    again = root.post("/cms/users/new/", {"email": "KIT@example.org"})

    kit = User.objects.get(email="kit@example.org")
    assert answer.status_code == 302 and kit.moderates_discussions and not kit.has_usable_password()
    assert "already exists" in words(again)


def test_the_groups_of_staff_keep_their_names(root):
    group = Group.objects.get(name=ADMINISTRATORS)
    forms = {f"{name}-{total}": 0 for name in ("page_permissions", "collection_permissions", "image_permissions", "document_permissions") for total in ("TOTAL_FORMS", "INITIAL_FORMS")}

    answer = root.post(f"/cms/groups/edit/{group.pk}/", forms | {"name": "Bosses"})
    gone = root.post(f"/cms/groups/delete/{group.pk}/", follow=True)

    assert "Keep “Administrators”" in words(answer)
    assert "It cannot be deleted" in words(gone)
    assert Group.objects.filter(pk=group.pk, name=ADMINISTRATORS).exists()


def test_another_group_is_renamed_and_deleted(root):
    group = Group.objects.create(name="Webinar guests")

    gone = root.post(f"/cms/groups/delete/{group.pk}/")

    assert gone.status_code == 302 and not Group.objects.filter(pk=group.pk).exists()
