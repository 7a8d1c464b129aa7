"""A note that was agreed to goes into a draft of its page. The editors' workflow publishes it."""

from __future__ import annotations

from guide.field_notes.models import FieldNote

BLOCK = "field_note"


def put_on_its_page(note: FieldNote) -> None:
    """After its passage, or at the end where that is gone, on top of what editors have drafted. The page is held by the caller."""
    if note.page is None:
        return
    page = note.page.specific.get_latest_revision_as_object()
    if not hasattr(page, "body") or note.pk in numbers_in(page):
        return
    page.body.insert(_behind(page, note.passage), (BLOCK, note))
    page.save_revision(user=note.asked_by, clean=False)


def numbers_in(page) -> list[int]:
    """The notes that a page's text names. No query."""
    return [block["value"] for block in page.body.raw_data if block["type"] == BLOCK and block["value"]]


def _behind(page, passage: str) -> int:
    ids = [block.id for block in page.body]
    if not passage or passage not in ids:
        return len(ids)
    at = ids.index(passage) + 1
    while at < len(ids) and page.body[at].block_type == BLOCK:
        at += 1
    return at
