from __future__ import annotations

from datetime import timedelta

import pytest

from guide.models import MilestonePage, StagePage
from guide.printing import changes, making
from guide.printing.models import Edition, Unprinted
from tests import build


@pytest.fixture(autouse=True)
def printing_is_on(settings) -> None:
    settings.PRINT_EDITIONS = True


@pytest.fixture
def stage(db) -> StagePage:
    return build.a_stage("Decide to Scale Up", lead="One or two good schools have shown what is possible.")


@pytest.fixture
def milestone(stage: StagePage) -> MilestonePage:
    return build.a_milestone("Convene Innovators", stage=stage)


@pytest.fixture
def bare_press(monkeypatch) -> list[str]:
    """The titles that went to a press which writes no real PDF: what is tested is everything around it."""
    pressed: list[str] = []

    def press(manuscript, *, progress):
        progress(1)
        pressed.append(manuscript.title)
        return b"%PDF-1.7 " + manuscript.digest.encode(), 1

    monkeypatch.setattr(making, "the_press", lambda: press)
    return pressed


def later(by: timedelta = timedelta(minutes=1)) -> None:
    """Time passes over what was noted and what is due."""
    for note in Unprinted.objects.all():
        Unprinted.objects.filter(pk=note.pk).update(at=note.at - by)
    for edition in Edition.objects.exclude(due_at=None):
        Edition.objects.filter(pk=edition.pk).update(due_at=edition.due_at - by)


def ask_for_everything() -> None:
    changes.ask_for(build.the_home().locale_id)


def the_edition(kind: str = "stage") -> Edition:
    return Edition.objects.get(kind=kind)


def print_everything() -> None:
    ask_for_everything()
    making.print_what_is_due(me="a printer")
    assert not Edition.objects.due().exists()
