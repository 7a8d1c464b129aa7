"""A number in an address that no row can have leads nowhere, whoever asks and however."""

from __future__ import annotations

import pytest

from tests.house.addresses import served

pytestmark = pytest.mark.django_db

ADDRESSES = ["/share/{}/story/", "/share/1/photos/{}/remove/", "/my/stories/{}/final/", "/questions/{}/", "/questions/{}/reply/", "/questions/1/replies/{}/edit/", "/desk/stories/{}/", "/report/question/{}/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("digits", [19, 200])
def test_a_number_that_no_row_can_have_is_not_found(client, address, digits):
    asked = address.format("9" * digits)

    assert [client.get(asked).status_code, client.post(asked, {"title": "Words", "words": "Words"}).status_code] == [404, 404]


def test_every_number_of_the_forum_and_the_desk_is_held_to_that():
    ours = [address.pattern for address in served() if address.view_name.startswith(("forum.", "moderation.")) and not address.pattern.startswith("cms/")]

    assert [pattern for pattern in ours if "<int:" in pattern] == []
    assert any("<number:" in pattern for pattern in ours)
