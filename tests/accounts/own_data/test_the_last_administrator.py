"""The only administrator finds another first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.administrators import OnlyAdministrator
from accounts.models import User
from accounts.own_data import leaving
from tests import build
from tests.accounts.security.people import proved
from tests.build import fresh
from tests.racing import at_once


@pytest.mark.parametrize("other", ["nobody", "on the way out", "closed", "a moderator"])
def test_the_only_administrator_is_asked_to_find_another_first(db, other):
    ada = build.an_administrator()
    if other == "a moderator":
        build.a_moderator()
    elif other != "nobody":
        build.an_administrator("Rob Lane", **{"on the way out": {"leaves_at": timezone.now()}, "closed": {"is_active": False}}[other])
    client = proved(ada)

    answers = [client.get("/my/data/delete/"), client.post("/my/data/delete/", {"sure": "on"})]

    assert [answer.headers["Location"] for answer in answers] == ["/my/data/"] * 2
    assert "Make someone else an administrator first." in client.get("/my/data/").content.decode()
    assert fresh(ada).leaves_at is None
    with pytest.raises(OnlyAdministrator):
        leaving.leave(ada, {})


def test_of_the_last_two_who_leave_at_once_one_stays(transactional_db):
    both = build.an_administrator(), build.an_administrator("Rob Lane")

    said = at_once(*[lambda person=person: leaving.leave(fresh(person), {}) for person in both])

    assert sorted(type(one).__name__ for one in said) == ["NoneType", "OnlyAdministrator"]
    assert User.objects.exclude(leaves_at=None).count() == 1


def test_who_came_to_be_the_only_one_meanwhile_is_kept_until_there_is_another(db):
    ada, rob = build.an_administrator(), build.an_administrator("Rob Lane")
    leaving.leave(ada, {})
    User.objects.filter(pk=ada.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    rob.groups.clear()

    kept, page = leaving.erase_those_who_left(), proved(fresh(ada)).get("/my/data/").content.decode()
    build.an_administrator("Kim Lee")

    assert kept == 0 and "We keep your account until there is another one." in page
    assert leaving.erase_those_who_left() == 1
