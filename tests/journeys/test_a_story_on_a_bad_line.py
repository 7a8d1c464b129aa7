"""A story arrives whole through a line that breaks, a session that ends and a window that is older than its words."""

from __future__ import annotations

import io
import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from forum.html import text_of
from tests import build
from tests.browsing import _session_of as session_of
from tests.forum.stories.writing import TITLE, a_draft, at, stored
from tests.journeys.writing import describe, field, go_on, pictures

pytestmark = pytest.mark.browser


class BadLine:
    """A line to the site that breaks: the second upload in its middle, and the fourth after the site had it, before its answer."""

    def __init__(self, port: int) -> None:
        self.far, self.uploads, self.lock = port, 0, threading.Lock()
        self.door = socket.create_server(("localhost", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                near, _address = self.door.accept()
            except OSError:  # closed: the test is over
                return
            far = socket.create_connection(("localhost", self.far))
            state = {"upload": 0, "sent": 0}
            threading.Thread(target=self.carry, args=(near, far, state, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near, state, False), daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket, state: dict, goes_up: bool) -> None:
        while data := self.read(source):
            if goes_up and b"/photos/add/ HTTP/" in data:
                with self.lock:
                    self.uploads += 1
                    state |= {"upload": self.uploads, "sent": 0}
            state["sent"] += len(data) if goes_up else 0
            if (state["upload"] == 2 and goes_up and state["sent"] > 300_000) or (state["upload"] == 4 and not goes_up):
                break
            try:
                target.sendall(data)
            except OSError:
                break
        for end in (source, target):
            with suppress(OSError):  # the other direction may have ended it
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def read(self, source: socket.socket) -> bytes:
        try:
            return source.recv(65_536)
        except OSError:
            return b""

    def close(self) -> None:
        self.door.close()


def a_big_photo(folder: Path, number: int) -> Path:
    """12 megapixels, and as heavy as a phone's."""
    file = folder / f"photo-{number}.jpg"
    grain = Image.effect_noise((1000, 750), 80).resize((4000, 3000))
    grain.convert("RGB").save(file, "JPEG", quality=85)
    return file


def test_a_long_story_with_six_large_photos_arrives_whole_over_a_line_that_breaks_twice(page_of, live_server, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, photos = a_draft(ana), [a_big_photo(tmp_path, number) for number in range(6)]
    paragraphs = [f"{number}: " + "We sat down with the list again. " * 15 for number in range(20)]
    words = "\n\n".join(paragraphs)[:10_000]
    line = BadLine(int(live_server.url.rpartition(":")[2]))
    page = page_of(ana, watched=False)
    home = f"http://localhost:{line.port}"

    page.goto(home + at(story, "story"))
    page.get_by_label("Title").fill(TITLE)
    for name in ("What was going on?", "What did you do?", "What changed?"):
        field(page, name).evaluate("(editor, words) => editor.editor.insertString(words)", words)
    go_on(page)
    page.goto(home + at(story, "photos"))
    page.get_by_label("Add a photo").set_input_files(photos)
    expect(page.locator("[data-photo]")).to_have_count(6, timeout=90_000)
    line.close()

    story = stored(story)
    assert [text_of(part) for part in (story.going_on, story.did, story.changed)] == ["\n\n".join(one.strip() for one in words.split("\n\n"))] * 3
    assert sum(len(part) for part in (story.going_on, story.did, story.changed)) >= 30_000
    assert sorted((photo.name, photo.width, photo.height) for photo in story.photos.all()) == [(f"photo-{number}.jpg", 2400, 1800) for number in range(6)]
    assert line.uploads == 8  # two of them for nothing
    assert all(Image.open(io.BytesIO(photo.file.open().read())).size == (2400, 1800) for photo in story.photos.all())


def test_words_are_saved_and_kept_on_the_device_when_the_line_is_down(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    page.goto(at(story, "story"))

    field(page, "What did you do?").press_sequentially("We put one desk")
    expect(page.get_by_text(re.compile("Draft saved at"))).to_be_visible()
    assert text_of(stored(story).did) == "We put one desk"

    page.context.set_offline(True)
    field(page, "What did you do?").press_sequentially(" in the office.")
    expect(page.locator("[data-words]")).to_contain_text("Kept on this device")
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("Draft saved at"))).to_be_visible()
    assert text_of(stored(story).did) == "We put one desk in the office."
    page.reload()
    expect(field(page, "What did you do?")).to_have_text("We put one desk in the office.")
    expect(page.get_by_role("button", name="See the other version")).to_have_count(0)


def test_a_window_does_not_overtake_itself(page_of):
    """A save is on its way while the button is pressed."""
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana)
    page.goto(at(story, "story"))
    on_the_way = []
    page.route("**/keep/", lambda route: on_the_way.append(route))

    with page.expect_request("**/keep/"):
        page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Title").fill(f"{TITLE}, at last")
    page.get_by_role("button", name="Save and finish later").click(no_wait_after=True)
    on_the_way[0].continue_()

    expect(page.get_by_role("heading", name=f"{TITLE}, at last")).to_be_visible()


def test_an_upload_goes_on_after_signing_in_again_in_another_window(page_of, live_server, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    page.goto(at(story, "photos"))
    page.context.clear_cookies()

    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "teal"))
    expect(page.get_by_text("You were signed out. Sign in in another window").first).to_be_visible()
    page.context.add_cookies([session_of(ana, live_server.url)])
    page.get_by_role("button", name=re.compile("^Try again")).click()

    expect(page.locator("[data-photo]")).to_have_count(1)
    describe(page, 0, "A desk.", "Nobody can be recognized")
    go_on(page)
    expect(page.get_by_role("heading", name="Permission and credit")).to_be_visible()
    assert story.photos.get().alt == "A desk."
