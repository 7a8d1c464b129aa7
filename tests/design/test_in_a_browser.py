"""The style guide and the small scripts, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, hold_to_the_bars, no_sideways_scroll, stop_the_clock, wait_until
from tests.design import addresses

pytestmark = pytest.mark.urls("tests.design.addresses")
KEPT = "localStorage.getItem('keep:reply-7')"


@pytest.fixture(autouse=True)
def nothing_received():
    addresses.kept.clear()
    addresses.sent.clear()


def wait_until_kept(page: Page, words: str = "") -> None:
    wait_until(page, lambda: (kept := page.evaluate(KEPT)) and words in kept)


@pytest.fixture
def page(page_of) -> Page:
    return page_of()


def open_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")


def test_the_style_guide_holds_the_bars(page):
    page.goto("/styleguide/")
    hold_to_the_bars(page)

    open_folds(page)
    hold_to_the_bars(page)


@pytest.mark.parametrize("address", ["/no-such-page/", "/bare/drafts/", "/bare/error/"])
def test_other_pages_of_the_frame_hold_the_bars(page, address):
    page.goto(address)

    hold_to_the_bars(page)


def test_nothing_is_cut_off_when_text_is_spaced_wide(page):
    """WCAG 1.4.12."""
    page.goto("/styleguide/")
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }');
        document.adoptedStyleSheets = [sheet]; }"""
    )

    no_sideways_scroll(page, PHONE)


def test_right_to_left_has_no_sideways_scroll(page):
    page.goto("/styleguide/")
    page.evaluate("document.documentElement.dir = 'rtl'")

    no_sideways_scroll(page)


def test_the_choice_of_light_or_dark_holds_on_the_next_page(page):
    page.goto("/styleguide/")
    page.get_by_role("button", name="Dark").click()
    page.goto("/bare/drafts/")

    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 25, 23)")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_light_can_be_chosen_against_the_device(page_of):
    page = page_of(color_scheme="dark")
    page.goto("/styleguide/")
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 25, 23)")

    page.get_by_role("button", name="Light").click()

    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("width", [1280, PHONE, 320])
def test_a_long_name_leaves_the_menu_in_sight(page_of, ben, width):
    ben.display_name = "Bartholomew Featherstonehaugh-Cholmondeley"
    ben.save(update_fields=["display_name"])
    page = page_of(ben, width=width)
    page.goto("/styleguide/")
    page.locator(".account summary").click()

    box = page.locator(".account .menu__list").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    no_sideways_scroll(page, width)


def test_without_script_there_is_no_switch_that_does_nothing(page_of):
    page = page_of(java_script_enabled=False)
    page.goto("/styleguide/")

    expect(page.locator(".needs-js .switch")).to_be_hidden()


def test_escape_closes_the_menu_and_gives_the_focus_back(page):
    page.goto("/styleguide/")
    summary = page.locator("details.menu > summary").first
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_press_elsewhere_closes_the_menu(page):
    page.goto("/styleguide/")
    page.locator("details.menu > summary").first.click()
    page.locator("h1").click()

    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_a_page_with_something_to_fix_begins_at_the_summary(page):
    page.goto("/bare/error/")

    expect(page.locator(".errors")).to_be_focused()


def test_a_link_to_a_folded_reply_opens_the_fold(page):
    page.goto("/bare/thread/#reply-2")

    expect(page.locator("#reply-2")).to_be_focused()
    expect(page.locator("#reply-2")).to_be_in_viewport()


class TestWhatIsLeft:
    def test_it_counts_down_and_past_the_end(self, page):
        page.goto("/bare/drafts/")
        count = page.locator("[data-shown]")
        expect(count).to_have_text("10 characters left")

        page.fill("#body", "123456789")
        expect(count).to_have_text("1 character left")

        page.fill("#body", "123456789012")
        expect(count).to_have_text("2 characters too many")

    def test_it_is_said_aloud_after_a_pause_only(self, page):
        stop_the_clock(page)
        page.goto("/bare/drafts/")
        page.fill("#body", "1234")

        page.clock.run_for(1_000)
        expect(page.locator("[data-shown]")).to_have_text("6 characters left")
        assert page.locator(".count [role=status]").text_content() == ""
        page.clock.run_for(1_000)
        expect(page.locator(".count [role=status]")).to_have_text("6 characters left")


class TestDrafts:
    def test_words_reach_the_server_within_two_seconds(self, page):
        stop_the_clock(page)
        page.goto("/bare/drafts/")
        page.fill("#body", "We asked for one problem.")
        page.clock.run_for(2_000)

        expect(page.locator("[data-words]")).to_have_text(re.compile(r"Draft saved at \d+:31 [ap]m"))
        expect(page.locator("[data-kept] .i")).to_be_visible()
        assert addresses.kept[-1]["body"] == "We asked for one problem."
        assert addresses.kept[-1]["csrfmiddlewaretoken"]

    def test_a_copy_stays_on_the_device_when_the_connection_is_lost(self, page_of):
        page = page_of(watched=False)
        page.goto("/bare/drafts/")
        page.context.set_offline(True)
        page.fill("#body", "Kept.")

        expect(page.locator("[data-words]")).to_have_text("Kept on this device. We will save it when you are back online.")
        expect(page.get_by_role("status").filter(has_text="Kept on this device.")).to_have_count(1)  # said aloud
        assert '"body":"Kept."' in page.evaluate(KEPT)

        page.context.set_offline(False)
        expect(page.locator("[data-words]")).to_have_text(re.compile("Draft saved at"))
        expect(page.locator("[data-aloud]")).to_have_text("")

    def test_a_secret_is_never_kept(self, page):
        page.goto("/bare/drafts/")
        page.fill("[name=secret]", "hush")
        page.fill("#body", "Words")
        wait_until_kept(page)

        assert "hush" not in page.evaluate(KEPT)

    def test_an_empty_form_is_filled_from_the_device(self, page):
        self.leave_on_the_device(page, "From before")

        page.goto("/bare/drafts/")

        expect(page.locator("#body")).to_have_value("From before")

    def test_the_newer_copy_of_the_device_is_shown_and_the_other_offered(self, page):
        self.leave_on_the_device(page, "Newer, here")

        page.goto("/bare/drafts/?words=Older&at=2020-01-01T00:00:00Z")

        expect(page.locator("#body")).to_have_value("Newer, here")
        page.get_by_role("button", name="See the other version").click()
        expect(page.locator("#body")).to_have_value("Older")
        page.get_by_role("button", name="See the other version").click()
        expect(page.locator("#body")).to_have_value("Newer, here")

    def test_newer_words_of_the_server_are_not_pasted_over(self, page):
        self.leave_on_the_device(page, "Older, here")

        page.goto("/bare/drafts/?words=Newer&at=2099-01-01T00:00:00Z")

        expect(page.locator("#body")).to_have_value("Newer")
        page.get_by_role("button", name="See the other version").click()
        expect(page.locator("#body")).to_have_value("Older, here")

    def test_the_same_words_offer_nothing(self, page):
        self.leave_on_the_device(page, "Alike")

        page.goto("/bare/drafts/?words=Alike&at=2020-01-01T00:00:00Z")

        expect(page.get_by_role("button", name="See the other version")).to_have_count(0)

    def test_the_copy_goes_when_the_server_has_it(self, page):
        self.leave_on_the_device(page, "Posted by now")

        page.goto("/bare/posted/")

        assert page.evaluate(KEPT) is None

    def test_nothing_stays_behind_after_signing_out(self, page):
        page.goto("/bare/drafts/")
        page.fill("#body", "On a shared computer")
        wait_until_kept(page)

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/bare/done/")

        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('keep:'))") == []

    def leave_on_the_device(self, page: Page, words: str) -> None:
        page.goto("/bare/drafts/")
        page.fill("#body", words)
        wait_until_kept(page, words)


class TestSending:
    def test_a_form_is_sent_once(self, page):
        page.goto("/bare/drafts/")
        page.locator("#body").fill("Once")
        button = page.locator(".actions button")

        button.dblclick()

        expect(button).to_have_text("Sending…")
        expect(button).to_have_attribute("aria-disabled", "true")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        assert [(form["body"], form["act"]) for form in addresses.sent] == [("Once", "post")]

    def test_a_slow_network_is_spoken_of(self, page):
        page.clock.install()
        page.goto("/bare/drafts/")
        page.locator(".actions button").click()
        page.clock.run_for(8_100)

        expect(page.locator("[data-status]")).to_have_text("Still sending. You can wait or come back: your words are kept.")
        expect(page.locator("p[data-still-sending].saved")).to_be_visible()

    def test_a_lost_connection_is_said_above_the_button(self, page_of):
        page = page_of(watched=False)
        page.goto("/bare/drafts/")
        page.context.set_offline(True)
        page.locator(".actions button").click()

        expect(page.get_by_text("Not sent.")).to_be_visible()
        page.context.set_offline(False)
        with page.expect_response("**/bare/slow/"):
            page.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("Not sent.")).to_be_hidden()
        assert len(addresses.sent) == 1
