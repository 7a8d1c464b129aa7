"""Every view carries an access mark; a package's views stand in a list with the reason."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.http import HttpRequest, HttpResponse

from accounts.access import MARKS, members_only, open_to_all, staff_only
from tests.house.addresses import Address, served

# Under cms/ Wagtail asks its own permissions, and sends strangers to our sign-in.
OF_WAGTAIL = "cms/"
# Views of packages at other addresses → why they need no mark of ours.
VIEWS_OF_PACKAGES = {
    "wagtail.views.serve": "the guide's published pages, open to all by their nature",
    "wagtail.views.authenticate_with_password": "the password of a page that editors closed",
    "wagtail.documents.views.serve.serve": "files that editors put up, open to all unless their collection is closed",
    "wagtail.documents.views.serve.authenticate_with_password": "the password of a collection that editors closed",
}
LOG_IN_FORMS_OF_PACKAGES = ["/cms/login/", "/cms/password_reset/", "/_util/login/"]


def without_a_mark(addresses: Iterable[Address]) -> list[str]:
    return [
        f"{address.pattern} → {address.view_name}"
        for address in addresses
        if getattr(address.view, "access", None) not in MARKS and not _of_a_package(address)
    ]


def _of_a_package(address: Address) -> bool:
    return address.pattern.startswith(OF_WAGTAIL) or address.view_name in VIEWS_OF_PACKAGES


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_every_view_carries_a_mark():
    assert without_a_mark(served()) == []


def test_the_list_of_packages_names_no_view_that_is_not_served():
    assert {*VIEWS_OF_PACKAGES} <= {address.view_name for address in served()}


@pytest.mark.parametrize("address", LOG_IN_FORMS_OF_PACKAGES)
def test_there_is_one_way_in(db, client, address):
    answer = client.get(address)

    assert answer.status_code == 404 or answer.headers.get("Location", "").startswith(("/accounts/login/", "/accounts/cms/"))


def test_a_view_without_a_mark_is_found():
    assert without_a_mark([Address("ask/", _answer)]) == ["ask/ → tests.house.test_access_marks._answer"]


def test_a_marked_view_is_left_alone():
    def everybody(user) -> bool:
        return True

    marked = [open_to_all(lambda request: HttpResponse()), members_only(_answer), staff_only(everybody)(_answer)]

    assert without_a_mark([Address("ask/", view) for view in marked]) == []
