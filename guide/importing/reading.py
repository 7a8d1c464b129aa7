"""A saved file into its lines: encodings, line endings, bullets. What cannot be read is refused in a sentence."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from guide.importing import saved_html
from guide.importing.lines import Kind, Line, Run, plain
from guide.importing.notes import PLACE

LARGEST = 2_000_000
"""Bytes. The longest page of the guide is under 100,000; an HTML page with pictures inside stays under a million."""
LONGEST = 400_000
"""Characters of words in a page, markup not counted."""
MOST_LINES = 4_000
BULLET = re.compile(r"(?:[•·▪●○◦‣⁃*–-]|o(?=\s{2,}|\t))\s+(?=\S)")
NUMBER = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
MARKUP = re.compile(r"<!doctype html|<(?:html|head|body|div|table|p|h[1-6])[\s>]", re.IGNORECASE)
DECLARED = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{3,20})", re.IGNORECASE)
DAMAGED = 0.01
"""The share of characters that may be unreadable in a file that is otherwise UTF-8."""


class Unreadable(Exception):
    """A file cannot be read; the message is a sentence for the report."""


@dataclass(frozen=True)
class Source:
    """A file as its lines. `saved_from` is the address that a browser wrote into a saved page, if any."""

    name: str
    lines: tuple[Line, ...]
    encoding: str
    saved_from: str = ""
    is_html: bool = False
    remarks: tuple[str, ...] = ()


def read_file(path: Path, name: str) -> Source:
    try:
        if not path.is_file():
            raise Unreadable(_("This is not a file that can be read."))
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("The file is too large to be a page of the guide (more than 2 MB)."))
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file could not be opened: %(reason)s.") % {"reason": error.strerror or error}) from error
    return read_bytes(content, name)


def read_bytes(content: bytes, name: str) -> Source:
    """The lines of a saved page. Raises Unreadable for an empty, binary or far too long one."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is too large to be a page of the guide (more than 2 MB)."))
    text, encoding, remarks = decoded(content)
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    text = unicodedata.normalize("NFC", PLACE.sub("", text.translate(INVISIBLE)))
    is_html = bool(MARKUP.search(text[:4000]))
    try:
        lines = saved_html.lines(text) if is_html else text_lines(text)
    except saved_html.Damaged as error:
        raise Unreadable(_("The file’s HTML is damaged; save the page again, or save it as text.")) from error
    if not lines:
        raise Unreadable(_("The file holds no words."))
    if len(lines) > MOST_LINES or sum(len(line.text) for line in lines) > LONGEST:
        raise Unreadable(_("The file is far too long to be a page of the guide."))
    address = saved_html.saved_from(text) if is_html else ""
    return Source(name, tuple(lines), encoding, saved_from=address, is_html=is_html, remarks=tuple(remarks))


def decoded(content: bytes) -> tuple[str, str, list[str]]:
    """The text, the name of its encoding, and what had to be guessed or repaired."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _repaired(_checked(content.decode(encoding, "replace")), encoding.upper().removesuffix("-SIG"))
    for encoding, zeros in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        if zeros.count(0) > 0.4 * len(zeros) > 4:
            return _repaired(_checked(content.decode(encoding, "replace")), "UTF-16")
    if b"\0" in content:
        raise Unreadable(_("The file is not text (it holds zero bytes, as pictures and programs do)."))
    try:
        return _repaired(_checked(content.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError:
        return _repaired(*_from_another_encoding(content))


def _from_another_encoding(content: bytes) -> tuple[str, str]:
    text = content.decode("utf-8", "replace")
    is_nearly_utf8 = text.count("�") <= DAMAGED * len(text) and any(ord(char) > 127 and char != "�" for char in text)
    if is_nearly_utf8:
        return _checked(text), "UTF-8"
    declared = DECLARED.search(content[:4000])
    for encoding in (declared[1].decode() if declared else "", "cp1252"):
        try:
            return _checked(content.decode(encoding)), "Windows-1252" if encoding == "cp1252" else encoding
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return _checked(content.decode("cp1252", "replace")), "Windows-1252"


def _checked(text: str) -> str:
    odd = sum(char == "�" or (unicodedata.category(char) in ("Cc", "Cs", "Cn") and char not in "\t\n\r\f\v\x85") for char in text)
    if odd > max(2, 2 * DAMAGED * len(text)):
        raise Unreadable(_("The file is not text in an encoding that can be read (UTF-8 or Windows-1252)."))
    return text


def _repaired(text: str, encoding: str) -> tuple[str, str, list[str]]:
    remarks = []
    if encoding != "UTF-8":
        remarks.append(_("Read as %(encoding)s.") % {"encoding": encoding})
    if "â€" in text:
        try:
            text = text.encode("cp1252").decode("utf-8")
            remarks.append(_("Its quotation marks had been encoded twice; repaired."))
        except UnicodeError:
            remarks.append(_("Some of its quotation marks look damaged (“â€”)."))
    if damaged := text.count("�"):
        remarks.append(_("%(count)s unreadable characters stand as “�”: look for them.") % {"count": damaged})
    text = "".join(char for char in text if char in "\t\n\r\f\v\x85" or unicodedata.category(char) not in ("Cc", "Cs"))
    return text, encoding, remarks


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text: blank ones become the gap before the next, wrapped paragraphs are put together again."""
    return list(_put_together(list(_lines_of_text(text))))


def _lines_of_text(text: str) -> Iterator[Line]:
    gap = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        raw = raw.replace("\u00a0", " ").expandtabs(4).rstrip()
        words = raw.lstrip()
        if not words:
            gap += 1
            continue
        indent = len(raw) - len(words)
        kind, label, words = _without_bullet(words)
        yield plain(number, re.sub(r"\s+", " ", words), kind=kind, indent=indent, gap=gap, label=label)
        gap = 0


def _without_bullet(words: str) -> tuple[Kind, str, str]:
    """What kind of line it is, its number, and the words behind that."""
    if mark := BULLET.match(words):
        return Kind.BULLET, "", words[mark.end() :]
    if mark := NUMBER.match(words):
        return Kind.NUMBER, mark[0].rstrip(" \t.)"), words[mark.end() :]
    return Kind.TEXT, "", words


def _put_together(lines: list[Line]) -> Iterator[Line]:
    """Join the lines that are plainly one paragraph."""
    width = _wrapped_at(lines)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, width):
            yield _one_paragraph(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _one_paragraph(paragraph)


def _one_paragraph(lines: list[Line]) -> Line:
    return replace(lines[0], runs=(Run(" ".join(line.text for line in lines)),))


def _goes_on(before: Line, line: Line, width: int) -> bool:
    if line.gap or line.kind is not Kind.TEXT:
        return False
    was_full = bool(width) and before.indent + len(before.text) > 0.7 * width
    if was_full and before.text[-1] != ":":
        return True
    return line.text[0].islower() and before.text[-1] not in ".!?:;"


def _wrapped_at(lines: list[Line]) -> int:
    """The width at which an editor wrapped the text; 0 when each paragraph is one line."""
    widths = [line.indent + len(line.text) for line in lines]
    longest = max(widths, default=0)
    if not 40 <= longest <= 120:
        return 0
    full = sum(
        not line.gap and line.kind is Kind.TEXT and width > 0.7 * longest for line, width in zip(lines[1:], widths, strict=False)
    )
    return longest if full >= max(5, len(lines) // 4) else 0
