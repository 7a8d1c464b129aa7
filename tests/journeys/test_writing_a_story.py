"""A story in five parts, as people write one: over two days and two devices, with photos, through a bad network, by keyboard."""

from __future__ import annotations

import io
import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from forum.html import text_of
from forum.stories import actions
from forum.stories.models import Submission
from tests import build
from tests.browsing import _session_of as session_of
from tests.browsing import hold_to_the_bars
from tests.forum.stories.writing import TITLE, a_draft, a_photo, a_whole_draft, at, stored
from tests.journeys.test_the_main_job import sign_in

pytestmark = pytest.mark.browser


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


# ---------------------------------------------------------------- the whole way


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_story_is_written_on_two_days_and_two_devices(page_of, tmp_path, script):
    milestone, ana = build.a_milestone(), build.a_newcomer("Ana Ruiz", email="ana@example.org", role="school social worker", city="Tamarack County", state="WI")
    first = page_of(java_script_enabled=script)

    first.goto(milestone.url)
    first.get_by_role("link", name=re.compile("^Share")).first.click()
    first.get_by_role("button", name="Sign in and start").click()
    sign_in(first, ana.email)
    first.get_by_role("button", name="Start your story").click()
    first.get_by_label("Title").fill(TITLE)
    field(first, "What was going on?", script=script).fill("By October we had 212 children.")
    first.get_by_role("button", name="Save and finish later").click()
    expect(first.get_by_text("0 of 5 parts done")).to_be_visible()

    page = page_of(ana, java_script_enabled=script)
    page.goto("/share/")
    page.get_by_role("link", name=f"Go on with “{TITLE}”").click()
    page.get_by_role("link", name="Tell what happened").click()
    written = field(page, "What was going on?", script=script)
    expect(written).to_contain_text("212 children") if script else expect(written).to_have_value(re.compile("212 children"))
    field(page, "What did you do?", script=script).fill("We put one desk in the office.")
    field(page, "What changed?", script=script).fill("In spring the list had 131 names.")
    go_on(page)
    expect(page.get_by_label("City, town or county")).to_have_value("Tamarack County")
    expect(page.get_by_role("checkbox", name="Broaden collaborative leadership")).to_be_checked()
    go_on(page)
    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "teal", "navy"))
    if not script:
        page.get_by_role("button", name="Add the chosen photos").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    describe(page, 0, "Four people around a table.", "Adults only, and they agreed")
    describe(page, 1, "The front door of the office.", "Nobody can be recognized")
    go_on(page)
    page.get_by_role("radio", name=re.compile("My full name and role")).check()
    page.get_by_label("Yes, on this site").check()
    go_on(page)
    expect(page.get_by_text("Ana Ruiz, school social worker")).to_be_visible()
    page.get_by_label("I was there or I have permission").check()
    page.get_by_label("I am 16 or older").check()
    page.get_by_role("button", name="Send to an editor").click()

    expect(page.get_by_role("heading", name="Thank you. Your story is with an editor")).to_be_visible()
    page.wait_for_load_state()
    story = Submission.objects.get()
    assert (story.state, story.title, text_of(story.going_on)) == ("with_editor", TITLE, "By October we had 212 children.")
    assert [(photo.alt, photo.people) for photo in story.photos.all()] == [("Four people around a table.", "adults"), ("The front door of the office.", "nobody")]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('keep:'))") == [] if script else True


# ---------------------------------------------------------------- a bad network


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


# ---------------------------------------------------------------- the editor


def test_the_tools_are_reached_and_used_by_keyboard(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana)
    page.goto(at(story, "story"))
    words = field(page, "What was going on?")

    page.get_by_label("Title").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    page.keyboard.type("212")
    expect(words).to_have_text("212")
    wait_until_drawn(page)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Space")
    expect(words).to_be_focused()
    page.keyboard.type(" children. ")
    expect(words).to_have_text(re.compile("children"))
    wait_until_drawn(page)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Link", exact=True).first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("example.org/list")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert stored(story).going_on == (
        '<p><strong>212</strong> children. <a href="https://example.org/list" rel="nofollow ugc noopener">https://example.org/list</a></p>'
    )
    page.goto(at(story, "story"))
    expect(words.locator("strong")).to_have_text("212")


def test_words_typed_before_the_editor_came_stay(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana)
    on_the_way = []
    page.route("**/trix.min*.js", lambda route: on_the_way.append(route))
    with page.expect_request("**/trix.min*.js"):
        page.goto(at(story, "story"), wait_until="commit")

    page.get_by_label("What did you do?").press_sequentially("One desk & <one> list.\nAnd coffee")
    on_the_way[0].continue_()
    words = field(page, "What did you do?")
    expect(words).to_be_focused()
    page.keyboard.type(", warm.")
    expect(words).to_have_text("One desk & <one> list.And coffee, warm.")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert text_of(stored(story).did) == "One desk & <one> list.\nAnd coffee, warm."


def test_what_is_pasted_or_kept_as_html_cannot_run(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)  # the policy of the site says in the console what it stopped
    page.goto(at(story, "story"))

    field(page, "What did you do?").evaluate("editor => editor.editor.insertHTML('<img src=x onerror=\"document.title=1\"><b>desk</b><script>document.title=2</script>')")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert stored(story).did == "<p><strong>desk</strong></p>"
    expect(page).to_have_title(re.compile("^Your story"))


def test_photos_wait_for_the_press_and_a_bad_file_says_why(page_of, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    (tmp_path / "notes.jpg").write_bytes(b"Dear editor")
    page.goto(at(story, "photos"))

    page.get_by_label("Add a photo").set_input_files([tmp_path / "notes.jpg", *pictures(tmp_path, "teal")])
    expect(page.get_by_text("We cannot read this as a photo", exact=False).first).to_be_visible()
    expect(page.locator("[data-photo]")).to_have_count(1)
    describe(page, 0, "A desk.", "Nobody can be recognized")
    page.get_by_role("button", name=re.compile("^Cancel.*notes.jpg")).click()
    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "navy"))
    go_on(page)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Describe the second photo for people who cannot see it")).to_have_count(2)
    assert [photo.alt for photo in story.photos.all()] == ["A desk.", ""]
    page.locator("[data-photo]").nth(1).get_by_role("button", name="Remove").click()
    expect(page.locator("[data-photo]")).to_have_count(1)
    expect(page.get_by_label("Describe it for people who cannot see it")).to_have_value("A desk.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_enter_saves_and_takes_nothing_away(page_of, script):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, java_script_enabled=script)
    a_photo(story, "teal", "one.jpg"), a_photo(story, "navy", "two.jpg")
    page.goto(at(story, "photos"))

    second = page.get_by_role("group", name="Photo 2, two.jpg", exact=True)
    second.get_by_label("Nobody can be recognized").check()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Describe the first photo for people who cannot see it")).to_be_visible()
    assert [(photo.name, photo.people) for photo in story.photos.all()] == [("one.jpg", ""), ("two.jpg", "nobody")]
    expect(page.get_by_role("img", name="Photo 2, two.jpg")).to_be_visible()


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


# ---------------------------------------------------------------- the bars


@pytest.mark.parametrize("name", ["start", "start for a stranger", "", "story", "place", "photos", "permission", "check", "sent"])
def test_every_screen_of_writing_keeps_to_the_bars(page_of, name):
    ana, milestone = build.a_member("Ana Ruiz", role="school social worker"), build.a_milestone()
    build.a_stage("Develop an Operating Framework", number=2), build.a_stage("Plan for Scale-Up", number=3)
    story = a_whole_draft(ana)
    a_photo(story, name=f"IMG_{'9' * 110}.jpg")
    Submission.objects.update(title="Attendance" * 14, city="Llanfair" * 10)
    if name in ("check", "sent"):
        story.photos.update(alt="Four people around a table.", people="unsure")
    if name == "sent":
        actions.send(by=ana, story=story)
    page = page_of(None if name == "start for a stranger" else ana)

    page.goto(f"/share/?page={milestone.pk}" if name.startswith("start") else at(story, name))

    expect(page.locator("h1").first).to_be_visible()
    if name == "story":
        expect(page.get_by_role("toolbar")).to_have_count(3)
        page.get_by_role("button", name="Link", exact=True).first.click()
    hold_to_the_bars(page)


@pytest.mark.parametrize("part", ["story", "place", "photos", "permission"])
def test_what_is_missing_is_said_within_the_bars(page_of, part):
    ana = build.a_member("Ana Ruiz")
    build.a_milestone()
    story = a_draft(ana)
    a_photo(story)
    page = page_of(ana)
    page.goto(at(story, part))

    go_on(page)

    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("alert")).to_be_focused()
    hold_to_the_bars(page)


def test_a_photo_too_many_is_said_within_the_bars(page_of, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    page.route("**/photos*.js", lambda route: route.abort())  # as without script, which axe needs
    for color in ("teal", "navy", "plum", "gold", "tan"):
        a_photo(story, color, f"{color}.jpg")
    page.goto(at(story, "photos"))

    page.get_by_label("Add another photo").set_input_files(pictures(tmp_path, "red", "black"))
    page.locator("button", has_text="Add the chosen photos").evaluate("button => button.click()")
    page.get_by_role("link", name="black.jpg: A story can hold six photos.").click()

    expect(page.locator(":focus")).to_contain_text("That is six photos, as many as a story can hold.")
    hold_to_the_bars(page)


def test_two_versions_are_shown_within_the_bars(page_of):
    ana = build.a_member("Ana Ruiz")
    story = a_whole_draft(ana)
    page, other = page_of(ana), page_of(ana)
    for window in (page, other):
        window.goto(at(story, "story"))
    field(other, "What did you do?").fill("We put two desks in the office.")
    other.get_by_role("button", name="Save and finish later").click()
    expect(other.get_by_text("of 5 parts done")).to_be_visible()

    field(page, "What did you do?").fill("We bought one desk.")
    go_on(page)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(field(page, "What did you do?")).to_have_text("We bought one desk.")
    hold_to_the_bars(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Say where it belongs")).to_be_visible()
    assert text_of(stored(story).did) == "We bought one desk."
