"""Links and endnotes on paper: within the document by page number, everything else as one run of numbered notes at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.translation import gettext as _

from guide.endnote_words import drawn, pages_in
from guide.links import addresses_of

PLACE = "notes"  # the id of the list that the template leaves empty
WHOLE = "notes-section"  # and of the section around it, which goes when there is no note
OURS = re.compile(rf"(?:(?:page|progress)-\d+|{PLACE}|{WHOLE})$")
ENDNOTE = "endnote"  # how guide/endnotes.py draws the mark of an editor's note: data-note holds its words


@dataclass
class Note:
    number: int
    words: str
    address: str = ""
    marks: list[str] = field(default_factory=list)  # ids of the places that name it


class Notes:
    """The notes of a document in the order of their first mark. The same words, or the same address, are one note."""

    def __init__(self, document: BeautifulSoup, anchors: dict[str, str]) -> None:
        self.document = document
        self.anchors = anchors
        self.known: dict[tuple[str, str], Note] = {}

    def mark(self, words: str, address: str = "") -> Tag:
        """The raised number that stands in the text."""
        note = self.known.setdefault((words, address), Note(len(self.known) + 1, words, address))
        note.marks.append(f"mark-{note.number}-{len(note.marks) + 1}")
        mark = self.document.new_tag("a", attrs={"class": "mark", "id": note.marks[-1], "href": f"#note-{note.number}"})
        mark.append(str(note.number))
        return mark

    def put(self, place: Tag) -> None:
        for note in self.known.values():
            place.append(self._listed(note))

    def _listed(self, note: Note) -> Tag:
        """Its words or its address, and back to each place that names it."""
        listed = self.document.new_tag("li", attrs={"id": f"note-{note.number}"})
        listed.append(self._address(note) if note.address else self._words(note))
        for mark in note.marks:
            back = self.document.new_tag("a", attrs={"class": "back", "href": f"#{mark}", "data-page": _("page")})
            back.append(_("back to"))
            listed.extend([" ", back])
        return listed

    def _address(self, note: Note) -> Tag:
        link = self.document.new_tag("a", attrs={"href": note.address})
        link.append(note.words)
        return link

    def _words(self, note: Note) -> Tag:
        """An editor's words; behind a link in them, the page of the document, or its address, which paper cannot open."""
        words = self.document.new_tag("span")
        words.extend(list(BeautifulSoup(drawn(note.words, addresses_of(pages_in(note.words))), "html.parser").contents))
        for link in words.find_all("a"):
            if address := _settle(link, self.anchors):
                link.insert_after(f" ({address.removeprefix('mailto:')})")
        return words


def with_notes(html: str, anchors: dict[str, str]) -> str:
    """`anchors` are the document's own pages, by their address on the site."""
    document = BeautifulSoup(html, "html.parser")
    _keep_our_own_names(document)
    notes = Notes(document, anchors)
    for link in document.find_all("a"):
        if ENDNOTE in link.get("class", []):
            link.replace_with(notes.mark(link.get("data-note", "")))
        elif (address := _settle(link, anchors)) and not address.startswith("mailto:"):
            link.insert_after(notes.mark(address, link["href"]))
    if notes.known:
        notes.put(document.find(id=PLACE))
    else:
        _leave_out_the_notes(document)
    return str(document)


def _settle(link: Tag, anchors: dict[str, str]) -> str:
    """Where the link leads on paper. Gives the address of one that leads out of the document; blank where its words tell it."""
    address = link.get("href", "")
    if not address:  # to a page that is gone
        link.unwrap()
    elif place := _within(address, anchors):
        link["href"] = f"#{place}"
        link["class"], link["data-page"] = ["see"], _("page")
    elif not address.startswith("#"):
        link["href"] = whole = urljoin(f"{settings.SITE_URL}/", address)
        told = _plain(whole)
        return "" if told.removeprefix("mailto:") == _plain(link.get_text()) else told
    return ""


def _within(address: str, anchors: dict[str, str]) -> str:
    """Where the document itself holds this page of the site; blank when it does not."""
    whole = urlsplit(urljoin(f"{settings.SITE_URL}/", address))
    if whole.netloc != urlsplit(settings.SITE_URL).netloc or whole.query:
        return ""
    return anchors.get(whole.path, "")


def _keep_our_own_names(document: BeautifulSoup) -> None:
    """A heading's name on its page would be that of many in a document of pages."""
    for named in document.find_all(id=True):
        if not OURS.match(named["id"]):
            del named["id"]


def _leave_out_the_notes(document: BeautifulSoup) -> None:
    for nothing in [document.find(id=WHOLE), document.find(attrs={"data-entry": WHOLE})]:
        if nothing:
            nothing.decompose()


def _plain(address: str) -> str:
    """Without what everyone knows to add."""
    return address.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
