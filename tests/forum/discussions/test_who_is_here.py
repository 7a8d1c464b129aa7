"""The people whom one can call in a thread, while one types."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.limits import take
from forum.discussions import actions, joining
from forum.discussions.limits import LOOKS_PER_MEMBER
from forum.discussions.models import PostState
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ana, ben):
    """Gus wrote twice, Mia wrote last, Val was taken away."""
    asked = build.a_question(ana)
    gus = build.a_member("Gus Weber")
    for by in (ben, gus, gus, build.a_member("Mia Webb")):
        build.a_reply(asked, by)
    actions.take_away(build.a_reply(asked, build.a_member("Val Weller")), to=PostState.HIDDEN, expected=("visible",), reason="Unkind.")
    return asked


def offered(client, asked, typed: str) -> list[str]:
    return [one["name"] for one in client.get(f"/questions/{asked.pk}/people/", {"q": typed}).json()["people"]]


@pytest.mark.parametrize(
    "typed, names",
    [("", ["Mia Webb", "Gus Weber", "Ana Ruiz"]), ("we", ["Mia Webb", "Gus Weber"]), ("GUS w", ["Gus Weber"]), ("eb", []), ("ru", ["Ana Ruiz"]), ("%", []), ("_us", []), ("ben", [])],
)
def test_those_who_wrote_are_offered_by_any_word_of_their_name_and_never_oneself(asked, ben, client_of, typed, names):
    assert offered(client_of(ben), asked, typed) == names


def test_who_asked_is_marked(asked, ben, client_of):
    assert client_of(ben).get(f"/questions/{asked.pk}/people/?q=ana").json() == {"people": [{"name": "Ana Ruiz", "note": "Asked this"}]}


def test_an_alias_is_offered_and_the_name_behind_it_finds_nothing(ana, ben, client_of):
    asked = build.a_question(ana, without_name=True)
    build.a_reply(build.a_reply(asked, ben), ana)
    client, alias = client_of(ben), asked.author.shown_name

    assert offered(client, asked, "anonymous") == [alias]
    assert [offered(client, asked, typed) for typed in ("ana", "ruiz", "a r", "ana@")] == [[], [], [], []]


def test_who_left_is_not_offered(asked, ben, client_of, now_erased):
    now_erased("Mia Webb")

    assert offered(client_of(ben), asked, "") == ["Gus Weber", "Ana Ruiz"]


def test_an_alias_stays_when_its_person_leaves(ana, ben, client_of, now_erased):
    host, unnamed = build.a_question(ben), build.a_question(ana, without_name=True)
    joining.join(unnamed, to=host, at=timezone.now())
    now_erased("Ana Ruiz")

    assert offered(client_of(ben), host, "anonymous") == [unnamed.author.shown_name]


@pytest.fixture
def now_erased(django_user_model):
    return lambda name: django_user_model.objects.filter(display_name=name).update(erased_at=timezone.now())


def test_it_costs_the_same_for_one_and_for_many(asked, ben, client_of, django_assert_num_queries):
    client = client_of(ben)
    for _person in range(10):
        build.a_reply(asked, build.a_member(f"Tom {_person}"))

    with django_assert_num_queries(5):  # session, member, limit, question, people
        assert len(offered(client, asked, "")) == 8


def test_whoever_looks_too_often_types_on_without_it(asked, ben, client_of):
    for _look in range(LOOKS_PER_MEMBER["most"]):
        take("look", str(ben.pk), **LOOKS_PER_MEMBER)

    refused = client_of(ben).get(f"/questions/{asked.pk}/people/?q=gus")

    assert (refused.status_code, refused.json()) == (429, {"people": []})
