"""What the journeys of writing a story share."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests import build


def field(page: Page, name: str, *, script: bool = True):
    """The editor, which is there only some time after the page; without script the textarea that it stands over."""
    box = page.get_by_role("textbox", name=name)
    return box.and_(page.locator("trix-editor")) if script else box


def wait_until_drawn(page: Page) -> None:
    """The editor draws what was typed in the next frame, and holds the cursor until then."""
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))")


def pictures(folder: Path, *colors: str) -> list[Path]:
    files = [folder / f"{color}.jpg" for color in colors]
    for file in files:
        file.write_bytes(build.a_jpeg(file.stem, (900, 600)))
    return files


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def describe(page: Page, number: int, words: str, people: str) -> None:
    photo = page.locator("[data-photo]").nth(number)
    photo.get_by_label("Describe it for people who cannot see it").fill(words)
    photo.get_by_label(people).check()
