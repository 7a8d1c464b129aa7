"""The one place that knows WeasyPrint. It takes 4 seconds and 60 MB to load and needs Pango: only a process that prints imports this."""

from __future__ import annotations

import io
import logging
import mimetypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape

import pydyf
import weasyprint
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from guide.printing.manuscript import STYLE, Manuscript

VARIANT = "pdf/ua-1"
STATIC = settings.BASE_DIR / "static"
TOKENS = STATIC / "css" / "tokens.css"

weasyprint.LOGGER.setLevel(logging.ERROR)  # it warns of what the tokens say to browsers only

Progress = Callable[[int], None]


def press(manuscript: Manuscript, *, progress: Progress) -> tuple[bytes, int]:
    """The PDF, and how many pages it has. `progress(pages)` is called with each page that is laid out."""
    ours = OurFilesOnly(manuscript.pictures)
    fonts = FontConfiguration()
    with _told_to(progress):
        sheets = [weasyprint.CSS(string=sheet.read_text(), url_fetcher=ours, base_url="edition:", font_config=fonts) for sheet in (TOKENS, STYLE)]
        document = weasyprint.HTML(string=manuscript.html, url_fetcher=ours, base_url="edition:").render(
            stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT
        )
        out = io.BytesIO()
        document.write_pdf(out, pdf_variant=VARIANT, finisher=partial(_say_where_links_lead, names_of(manuscript.html)))
    return out.getvalue(), len(document.pages)


HEADING = re.compile(r'<h\d[^>]*\bid="([^"]+)"[^>]*>(.*?)</h\d>', re.DOTALL)
NOTE = re.compile(r'\bid="((?:note|mark)-(\d+)[^"]*)"')


def names_of(html: str) -> dict[str, str]:
    """What stands at the places of a document that its links lead to, in words."""
    headings = {place: " ".join(unescape(re.sub(r"<[^>]*>", " ", words)).split()) for place, words in HEADING.findall(html)}
    notes = {place: _("Note %(number)s") % {"number": number} for place, number in NOTE.findall(html)}
    return headings | notes


def _say_where_links_lead(names: dict[str, str], document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """A screen reader reads these words for the link; WeasyPrint itself writes the name of the place there."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") == "/Link" and "Dest" in thing:
            thing["Contents"] = pydyf.String(names.get(thing["Dest"].string, _("Another page of this document")))


class OurFilesOnly(URLFetcher):
    """Fonts of the site, and the pictures of this manuscript from the store. Nothing else is opened: no file, no other host."""

    def __init__(self, pictures: dict[int, str]) -> None:
        super().__init__(allowed_protocols=())
        self.pictures = pictures

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        kind, _colon, name = url.partition(":")
        if kind == "font" and (STATIC / "fonts" / name).parent == STATIC / "fonts":
            return URLFetcherResponse(url, (STATIC / "fonts" / name).read_bytes(), {"Content-Type": "font/woff2"})
        if kind == "picture" and name.isdecimal() and int(name) in self.pictures:
            return self._picture(url, self.pictures[int(name)])
        raise ValueError(f"An edition holds its own files only, not {url}")

    def _picture(self, url: str, file: str) -> URLFetcherResponse:
        with default_storage.open(file) as opened:
            return URLFetcherResponse(url, opened.read(), {"Content-Type": mimetypes.guess_type(file)[0] or "image/jpeg"})


@contextmanager
def _told_to(progress: Progress) -> Iterator[None]:
    """WeasyPrint says how far it is in a log of its own."""
    log, handler = weasyprint.logger.PROGRESS_LOGGER, Pages(progress)
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


class Pages(logging.Handler):
    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if "Creating layout - Page" in str(record.msg) and record.args:
            self.progress(int(record.args[0]))
