"""Color: every pair that is read together is far enough apart, in both themes, and no color stands anywhere else."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.assets import BY_CHOICE, BY_DEVICE, joined_css

CSS = Path(settings.BASE_DIR) / "static/css"
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,8})\b")
GROUNDS = ["paper", "mist", "mist-2"]
STAGES = range(1, 7)
# May hold colors: the two sets, and paper as it comes out of a printer.
HOME_OF_COLORS = {"tokens.css", "dark.css", "print.css"}
RAW_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|color-mix)\(")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "link", "link-hover", "visited") for ground in GROUNDS),
    ("ink-3", "paper"),
    ("ink-3", "mist"),
    *((f"s{n}", ground) for n in STAGES for ground in ("paper", "mist", f"s{n}-tint")),
    *(("ink", f"s{n}-tint") for n in STAGES),
    *((kind, ground) for kind in ("good", "warn", "bad", "info") for ground in ("paper", "mist", f"{kind}-tint")),
    *((ink, f"{kind}-tint") for kind in ("good", "warn", "bad", "info") for ink in ("ink", "ink-2", "link")),
    ("ink", "pencil-tint"),
    ("on-board", "board"),
    ("on-board-2", "board"),
    ("board-deep", "on-board"),
    ("on-pencil", "pencil"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("action", "paper"),
    ("action", "mist-2"),
    ("on-mid", "s5-mid"),
    *(("paper", f"s{n}") for n in STAGES),
]
SIGNS = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("ink", ground) for ground in GROUNDS),
    *(("bad", ground) for ground in GROUNDS),
    ("action", "paper"),
    ("pencil", "board"),
    ("on-board-2", "board"),
]


def tokens(*sheets: str) -> dict[str, str]:
    return {name: color for sheet in sheets for name, color in TOKEN.findall((CSS / sheet).read_text())}


THEMES = {"light": tokens("tokens.css"), "dark": tokens("tokens.css", "dark.css")}


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_close(theme: dict[str, str], pairs: list[tuple[str, str]], limit: float) -> list[str]:
    return [f"{one} on {other}: {ratio:.2f}" for one, other in pairs if (ratio := contrast(theme[one], theme[other])) < limit]


def test_contrast_is_counted_as_wcag_does():
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    assert too_close(THEMES[theme], TEXT, 4.5) == []


@pytest.mark.parametrize("theme", THEMES)
def test_borders_and_signs_can_be_seen(theme):
    assert too_close(THEMES[theme], SIGNS, 3) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_ring_shows_on_every_ground(theme):
    colors = THEMES[theme]
    grounds = [*GROUNDS, "board", "action", *(f"s{n}-tint" for n in STAGES), "good-tint", "bad-tint", "warn-tint", "info-tint"]
    unseen = [ground for ground in grounds if max(contrast(colors[band], colors[ground]) for band in ("focus-ink", "focus-halo")) < 3]

    assert unseen == []


def test_the_dark_set_answers_each_color_of_the_light_one():
    assert tokens("dark.css").keys() == tokens("tokens.css").keys()


def test_the_evening_changes_colors_and_nothing_else():
    """Tests in the browser rely on it: in the evening they look at colors alone."""
    said = re.findall(r"^\s*([\w-]+):", (CSS / "dark.css").read_text(), re.M)
    mentions = [path.name for path in CSS.rglob("*.css") if re.search(r"prefers-color-scheme|data-theme", path.read_text())]

    assert {name for name in said if not name.startswith("--")} == {"color-scheme"}
    assert {name.removeprefix("--") for name in said if name.startswith("--")} - tokens("dark.css").keys() == {"shadow"}
    assert sorted(set(mentions) - {"joined.css"}) == ["dark.css", "site.css"]


def test_the_dark_set_stands_twice_and_alike():
    text = joined_css(CSS)
    by_device, by_choice = (re.search(re.escape(selector) + r"\{([^}]*)\}", text)[1] for selector in (BY_DEVICE, BY_CHOICE))

    assert by_device == by_choice
    assert "--paper:#101917" in by_choice


def test_colors_stand_in_the_tokens_alone():
    found = {
        str(sheet.relative_to(CSS)): RAW_COLOR.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
        for sheet in CSS.rglob("*.css")
        if sheet.name not in HOME_OF_COLORS
    }

    assert {name: colors for name, colors in found.items() if colors} == {}


def test_every_token_that_is_used_exists():
    text = joined_css(CSS)
    used, made = set(re.findall(r"var\((--[\w-]+)\)", text)), set(re.findall(r"(--[\w-]+):", text))

    assert used - made == set()
