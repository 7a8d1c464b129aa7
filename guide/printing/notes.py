"""Links on paper: within the document by page number, all others as numbered notes at its end."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.translation import gettext as _

PLACE = "notes"  # the id of the list that the template leaves empty
WHOLE = "notes-section"  # and of the section around it, which goes when there is no note


def with_notes(html: str, anchors: dict[str, str]) -> str:
    """`anchors` are the document's own pages, by their address on the site."""
    document = BeautifulSoup(html, "html.parser")
    notes: dict[str, list[str]] = {}
    for link in document.find_all("a"):
        _settle(link, anchors, notes, document)
    _list(notes, document)
    return str(document)


def _settle(link: Tag, anchors: dict[str, str], notes: dict[str, list[str]], document: BeautifulSoup) -> None:
    address = link.get("href", "")
    if not address:  # to a page that is gone
        link.unwrap()
    elif address.startswith("#"):
        return
    elif place := _within(address, anchors):
        link["href"] = f"#{place}"
        link["class"], link["data-page"] = ["see"], _("page")
    else:
        link["href"] = whole = urljoin(f"{settings.SITE_URL}/", address)
        if not whole.startswith("mailto:") and _plain(whole) != _plain(link.get_text()):
            link.insert_after(_mark(whole, notes, document))


def _within(address: str, anchors: dict[str, str]) -> str:
    """Where the document itself holds this page of the site; blank when it does not."""
    whole = urlsplit(urljoin(f"{settings.SITE_URL}/", address))
    if whole.netloc != urlsplit(settings.SITE_URL).netloc or whole.query:
        return ""
    return anchors.get(whole.path, "")


def _mark(address: str, notes: dict[str, list[str]], document: BeautifulSoup) -> Tag:
    """The raised number behind a link. Each address has one note, however often it is linked."""
    marks = notes.setdefault(address, [])
    number = list(notes).index(address) + 1
    marks.append(f"mark-{number}-{len(marks) + 1}")
    mark = document.new_tag("a", attrs={"class": "mark", "id": marks[-1], "href": f"#note-{number}"})
    mark.append(str(number))
    return mark


def _list(notes: dict[str, list[str]], document: BeautifulSoup) -> None:
    place = document.find(id=PLACE)
    if not notes or place is None:
        for nothing in [document.find(id=WHOLE), document.find(attrs={"data-entry": WHOLE})]:
            if nothing:
                nothing.decompose()
        return
    for number, (address, marks) in enumerate(notes.items(), 1):
        place.append(_note(number, address, marks, document))


def _note(number: int, address: str, marks: list[str], document: BeautifulSoup) -> Tag:
    """The address, and back to each place that it was named at."""
    note = document.new_tag("li", attrs={"id": f"note-{number}"})
    link = document.new_tag("a", attrs={"class": "address", "href": address})
    link.append(_plain(address))
    note.append(link)
    for mark in marks:
        back = document.new_tag("a", attrs={"class": "back", "href": f"#{mark}", "data-page": _("page")})
        back.append(_("back to"))
        note.append(" ")
        note.append(back)
    return note


def _plain(address: str) -> str:
    """Without what everyone knows to add."""
    return address.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
