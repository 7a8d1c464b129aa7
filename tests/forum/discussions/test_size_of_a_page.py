"""How much a page of a thread sends: 20 replies of 640 characters, as long as the benchmarks have them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import build


@pytest.mark.parametrize(("reader", "at_most"), [("visitor", 900), ("the asker", 1_700)])
def test_a_reply_sends_little_beside_its_words(ana, ben, reader, at_most):
    asked, client = build.a_question(ana), Client()
    if reader == "the asker":
        client.force_login(ana)
    before = len(client.get(asked.get_absolute_url()).content)
    for _ in range(20):
        build.a_reply(asked, ben, body=f"<p>{'Ask them. ' * 64}</p>")

    page = client.get(asked.get_absolute_url()).content

    assert page.count(b'class="post"') == 20
    assert reader != "visitor" or len(page) <= 37_000
    assert (len(page) - before) / 20 - 640 <= at_most
