"""What a screen reader says of each act in a thread: two that do different things never share a name."""

from __future__ import annotations

from collections import Counter

import pytest

from forum.discussions import actions
from tests import build
from tests.reading import read


@pytest.mark.parametrize("chosen", [False, True])
@pytest.mark.parametrize("who", ["visitor", "ana", "ben", "sam"])
def test_two_replies_of_one_person_are_told_apart(ana, ben, sam, client_of, who, chosen):
    asked = build.a_question(ana)
    first, _other, third = build.a_reply(asked, ben), build.a_reply(asked, sam), build.a_reply(asked, ben)
    build.a_reply(first, ben)
    if chosen:
        actions.choose_answer(by=ana, question=asked, reply=third, instead_of=None)
    people = {"ana": ana, "ben": ben, "sam": sam}

    page = read(asked.get_absolute_url(), client_of(people[who]) if who in people else None)

    acts = [tag for post in page.select(".thread article") for tag in [*post.select("a.act, button.act, .when a"), post]]
    names = Counter(tag.get("aria-label") or " ".join(tag.get_text().split()) for tag in acts)
    assert names and [name for name, times in names.items() if times > 1] == []
    assert any(name.endswith("Ben Okafor’s reply, number 4") for name in names)
