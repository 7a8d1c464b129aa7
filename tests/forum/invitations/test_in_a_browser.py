"""Taking up an invitation as a browser does: what it says of where a form stood decides whether the form is taken."""

from __future__ import annotations

import pytest

from forum.invitations import actions
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
def test_a_stranger_takes_up_an_invitation(page_of, transactional_db, with_script):
    ana = build.a_member("Ana Ruiz")
    invitation = actions.invite(by=ana, address="rosa@example.org", words="You did this in 2019.", kind="question", key=str(build.a_question(by=ana).pk))
    page = page_of(java_script_enabled=with_script)

    page.goto(f"/invited/{invitation.token}/")
    if with_script:
        hold_to_the_bars(page)
    page.get_by_role("button", name="Come in and follow it").click()

    page.get_by_role("heading", name="Sign in or join").wait_for()
