"""What a program is told that wants to show one of our pages: oEmbed 1.0, of the type “rich”.

It gets the frame and no words but the title: what it would keep for itself could not be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from forum.embed.frames import WIDTH, Frame, frame_at, within

KEPT_FOR = 60 * 60  # seconds that a program may show what it was told; the frame itself is always as new as the site
MOST_PIXELS = 10_000


class Unknown(Exception):
    """Answered with `status` and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def told(asked: Mapping[str, str], host: str) -> HttpResponse:
    """The answer to a program; raises Unknown."""
    written = asked.get("format") or "json"
    if written not in WRITERS:
        raise Unknown(501, _("We answer in json or xml."))
    widest, highest = _pixels(asked, "maxwidth"), _pixels(asked, "maxheight")
    frame = _frame(asked.get("url", ""), host)
    response = WRITERS[written](_facts(frame, widest, highest))
    response.headers["Content-Language"] = frame.page.language
    return response


def _pixels(asked: Mapping[str, str], name: str) -> int | None:
    said = asked.get(name, "")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and int(said[:9]) > 0):
        raise Unknown(400, _("%s is a number of pixels.") % name)
    return min(int(said[:9]), MOST_PIXELS)


def _frame(url: str, host: str) -> Frame:
    if not url:
        raise Unknown(400, _("Say which page you mean: url= and its whole address."))
    try:
        place = urlsplit(url)
    except ValueError as reason:
        raise Unknown(400, _("That is no address.")) from reason
    ours = place.scheme in ("http", "https") and place.netloc in (host, urlsplit(settings.SITE_URL).netloc)
    frame = frame_at(place.path) if ours else None
    if frame is None:
        raise Unknown(404, _("No page of ours stands there that can be shown elsewhere: stages, milestones and published stories can."))
    return frame


def _facts(frame: Frame, widest: int | None, highest: int | None) -> dict[str, str | int]:
    width, height = within(widest, WIDTH), within(highest, frame.kind.height)
    return {
        "type": "rich",
        "version": "1.0",
        "title": frame.title,
        "provider_name": _("Ask the Field"),
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": KEPT_FOR,
        "html": frame.code(width=width, height=height),
        "width": width,
        "height": height,
    }


def _in_json(facts: dict[str, str | int]) -> HttpResponse:
    return JsonResponse(facts)


def _in_xml(facts: dict[str, str | int]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in facts.items():
        ElementTree.SubElement(root, name).text = str(value)
    return HttpResponse(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), content_type="text/xml; charset=utf-8")


WRITERS = {"json": _in_json, "xml": _in_xml}
