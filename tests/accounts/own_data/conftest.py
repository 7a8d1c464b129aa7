from __future__ import annotations

import pytest

from accounts.models import User
from tests import build
from tests.accounts.own_data import everything
from tests.accounts.own_data.everything import ADDRESS, NAME


@pytest.fixture
def zoe(db) -> User:
    return build.a_member(NAME, email=ADDRESS, role="Zephyrine’s own role", organisation="Quillfeather School", city="Quillfeather", state="UT")


@pytest.fixture
def joan(db) -> User:
    """Decides about stories."""
    return build.a_story_moderator()


@pytest.fixture
def one_of_everything(zoe, ben, joan) -> dict:
    return everything.one_of_everything(zoe, ben, joan)
