"""Many small files come to the reader as one stylesheet and one script."""

import gzip
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static

from config import assets

STATIC = Path(settings.BASE_DIR) / "static"
BUDGET = 50_000  # compressed: stylesheet, visitor's script and font


@pytest.fixture
def site(settings, tmp_path):
    """A copy of the sources that a test may change."""
    shutil.copytree(STATIC, tmp_path / "static")
    settings.BASE_DIR = tmp_path
    settings.ASSETS_DIR = tmp_path / "assets"
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    finders.get_finder.cache_clear()
    yield tmp_path
    finders.get_finder.cache_clear()


def older(path: Path, seconds: int) -> None:
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))


def test_every_sheet_is_imported_once():
    imported = [found["path"] for found in assets.IMPORT.finditer((STATIC / "css/site.css").read_text())]
    there = {str(sheet.relative_to(STATIC / "css")) for sheet in (STATIC / "css").rglob("*.css")} - {"site.css"}

    assert sorted(imported) == sorted(there)


def test_the_joined_sheet_holds_each_component_in_its_layer():
    text = assets.joined_css(STATIC / "css")

    assert "@import" not in text
    assert text.startswith("@layer reset,tokens,base,compositions,components,screens,utilities,print;")
    for sheet in (STATIC / "css/components").glob("*.css"):
        assert f"@layer components{{{assets.lightened_css(sheet.read_text()).strip()}}}" in text


def test_lightening_leaves_words_in_quotes_alone():
    assert assets.lightened_css('a :hover > b { content: " (  x: {" ; margin: calc(1px + 2px) } /* gone */') == (
        'a :hover>b{content:" (  x: {";margin:calc(1px + 2px)}\n'
    )


def test_a_file_named_from_a_subfolder_is_found_from_the_joined_sheet():
    moved = assets._addresses_from_here('url("../../img/a.svg") url("data:x") url("#b")', "components/tag.css")

    assert moved == 'url("../img/a.svg") url("data:x") url("#b")'


def test_scripts_lose_their_comments_and_nothing_else():
    text = assets.joined_js(STATIC / "js/visitor")

    assert "data-theme-set" in text
    assert not re.search(r"^\s*//", text, re.MULTILINE)


@pytest.mark.parametrize("name", assets.JOINED)
def test_the_finder_finds_each_joined_file(name):
    found = finders.find(name)

    assert Path(found) == Path(settings.ASSETS_DIR) / name
    assert Path(found).read_text()
    assert finders.find(name, find_all=True)[0] == found


def test_other_names_are_left_to_other_finders():
    assert assets.JoinedAssetsFinder().find("css/site.css") == []
    assert finders.find("css/site.css") == str(STATIC / "css/site.css")


def test_a_newer_source_is_joined_anew(site):
    made = assets.joined("css/joined.css")
    first = made.read_text()
    older(made, 100)

    (site / "static/css/components/tag.css").write_text(".tag { color: var(--bad) }")

    assert ".tag{color:var(--bad)}" in assets.joined("css/joined.css").read_text() != first


def test_a_source_that_is_gone_leaves_the_joined_file(site):
    made = assets.joined("js/visitor.js")
    older(made, 100)

    (site / "static/js/visitor/menus.js").unlink()

    assert "details.menu" not in assets.joined("js/visitor.js").read_text()


def test_nothing_is_written_while_the_sources_rest(site):
    made = assets.joined("js/member.js")
    written_at = made.stat().st_mtime_ns

    assert assets.joined("js/member.js").stat().st_mtime_ns == written_at


def test_many_at_once_never_read_half_a_file(site):
    def read(_turn: int) -> str:
        shutil.rmtree(site / "assets", ignore_errors=True) if _turn == 0 else None
        return assets.joined("css/joined.css").read_text()

    with ThreadPoolExecutor(4) as pool:
        read_texts = set(pool.map(read, range(1, 9)))

    assert read_texts == {assets.joined_css(site / "static/css")}
    assert list((site / "assets").rglob("*.part")) == []


def test_collected_files_name_each_other_by_their_fingerprints(site, settings):
    settings.STATIC_ROOT = site / "collected"
    settings.STATICFILES_FINDERS = ["config.assets.JoinedAssetsFinder", "django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.StaticFiles"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    (sheet,) = (site / "collected/css").glob("joined.????????????.css")
    named = re.findall(r'url\("\.\./fonts/([\w.-]+)"\)', sheet.read_text())
    assert len(named) == 3
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", name) and (site / "collected/fonts" / name).exists() for name in named)
    assert [static("css/joined.css"), static("css/joined.css")] == [f"/static/css/{sheet.name}"] * 2


def test_a_first_visit_stays_light():
    weight = sum(len(gzip.compress(assets.joined(name).read_bytes())) for name in ("css/joined.css", "js/visitor.js"))

    assert weight + (STATIC / "fonts/atkinson-next.woff2").stat().st_size <= BUDGET
