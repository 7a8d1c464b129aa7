"""The one place where a visitor's words become HTML.

A textarea's words come through `from_plain`, an editor's HTML through `clean`. Both become the same small tree, and `to_html`
writes from the tree alone with every word escaped: what the tree has no name for cannot come out. What they return is fit to be
stored and shown. Each costs well under a second for any input, and raises `WordsRefused`, a sentence for the person, for what we
cannot take.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import groupby
from urllib.parse import quote, urlsplit

import bleach
from django.utils.translation import gettext_lazy as _

MAX_SOURCE = 20_000  # characters of a post
MAX_STORY = 40_000
MAX_TAGS = 2_000  # "<" in front of the parser, whose worst case grows with their square
MAX_OPEN = 100  # tags open at once, for the same reason
MAX_DEPTH = 8  # lists and quotes within each other; deeper ones are kept as flat text
MAX_ADDRESS = 2_000
MAX_COMBINING = 8  # accents on one letter; more run into the lines above

REL = "nofollow ugc noopener"


class WordsRefused(ValueError):
    """We cannot take these words. Its text says why and what to do; `code` is for programs."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


# ---------------------------------------------------------------- the tree


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""

    @property
    def marks(self) -> tuple[bool, bool, str]:
        return self.strong, self.emphasis, self.href

    def saying(self, text: str) -> Words:
        """Other words with the same marks."""
        return self if text == self.text else Words(text, *self.marks)


Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list; each entry holds blocks of its own."""

    entries: tuple[tuple[Block, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


Block = Paragraph | Points | Quote
Tree = list[Block]


# ---------------------------------------------------------------- what the rest of the site calls


def clean(source: str, limit: int = MAX_SOURCE) -> str:
    """HTML as an editor sends it → our HTML. Words without a single tag are read as plain text.

    Cleaning twice changes nothing.
    """
    source = _accepted(source, limit)
    if not _ANY_TAG.search(source):
        return from_plain(source, limit)
    if source.count("<") > MAX_TAGS:
        raise _too_many_marks()
    return to_html(tree(_sanitized(source)))


def from_plain(text: str, limit: int = MAX_SOURCE) -> str:
    """What was typed in a textarea → our HTML.

    A blank line parts paragraphs. Lines that begin with "- ", "* " or "• " are a list, from "1. " on a numbered one, with "> "
    a quotation; indented lines belong to the entry above. **bold**, _italic_, [words](https://address), bare addresses.
    """
    text = unicodedata.normalize("NFC", _accepted(text, limit))
    return to_html(_blocks([_flat(line) for line in text.split("\n")]))


def to_plain(html: str) -> str:
    """Our HTML → text for a textarea, such that `from_plain` gives the same HTML again for whatever it made itself."""
    return "\n".join(_written(tree(html), _typed))


def tree(html: str) -> Tree:
    """Our HTML → the tree. Safe for any string: what is not exactly one of our tags is taken as words."""
    reader = _Reader()
    at = 0
    for tag in _OUR_TAG.finditer(html):
        reader.words(html[at : tag.start()])
        reader.tag(tag[2].lower(), closing=bool(tag[1]), href=unescape(tag[3] or tag[4] or ""))
        at = tag.end()
    reader.words(html[at:])
    return reader.finished()


def to_html(blocks: Iterable[Block]) -> str:
    return "".join(map(_html, blocks))


def to_blocks(blocks: Iterable[Block]) -> list[tuple[str, str | dict[str, str]]]:
    """Blocks for a page of the guide: `prose` (rich text of our own making) and `quotation` (plain text, one per quotation).

    Neither can hold a tag of the author's.
    """
    made: list[tuple[str, str | dict[str, str]]] = []
    for is_quote, run in groupby(blocks, lambda block: isinstance(block, Quote)):
        if is_quote:
            made += [("quotation", _quotation(one)) for one in run]
        else:
            made.append(("prose", "".join(map(_rich, run))))
    return made


def text_of(html: str, limit: int | None = None) -> str:
    """All the words for a letter: "- " and "1. " before entries, "> " before quotations, "words (address)" for links.

    With a limit, cut at a word to that many characters.
    """
    text = "\n".join(_written(tree(html), _spoken))
    if limit is None or len(text) <= limit:
        return text
    kept = text[:limit]  # the last word may be cut: leave it out, unless it is all there is
    return (kept.rsplit(None, 1) or [""])[0][: limit - 1].rstrip() + "…"


def excerpt(html: str, words: int = 30) -> str:
    """The first words of our HTML on one line, without addresses and signs. Cheap enough for lists: it builds no tree."""
    found = unescape(_OUR_TAG.sub(" ", _MARKS_WITHIN_A_LINE.sub("", html))).split()
    return " ".join(found[:words]) + ("…" if len(found) > words else "")


def is_blank(html_or_text: str) -> bool:
    """Nothing a reader could see: empty tags, spaces of any width, invisible characters."""
    return not _is_visible(unescape(_OUR_TAG.sub("", html_or_text)))


# ---------------------------------------------------------------- what we take

_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Control, overriding (bidi), zero-width and unassigned characters. Joiners and direction marks stay: scripts and emoji need them.
_UNWANTED = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_INVISIBLE = {"Cc", "Cf", "Cs", "Mn", "Mc", "Me"}
_FILLERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters by category, empty to the eye


def _accepted(source: str, limit: int) -> str:
    """The source without what nobody can see, lines ended by LF; WordsRefused before anything costs time."""
    if len(source) > limit:
        sentence = _("This is longer than %(limit)s characters. Shorten it, or split it in two.") % {"limit": f"{limit:,}"}
        raise WordsRefused(sentence, "too_long")
    if _UNREADABLE.search(source):
        sentence = _("There is a character in these words that we cannot read. Type them again, or paste them as plain text.")
        raise WordsRefused(sentence, "unreadable")
    return _scrubbed(_LINE_ENDS.sub("\n", source))


def _too_many_marks() -> WordsRefused:
    sentence = _("There is more formatting in this than we can read. Paste it as plain text, or take some of the formatting out.")
    return WordsRefused(sentence, "too_many_marks")


def _scrubbed(text: str) -> str:
    """Without unwanted characters, and with no more accents on a letter than a language has."""
    if text.isascii():
        return _UNWANTED.sub("", text)
    kept: list[str] = []
    accents = 0
    for one in _UNWANTED.sub("", text):
        accents = accents + 1 if unicodedata.category(one)[0] == "M" else 0
        if accents == 0 or (accents <= MAX_COMBINING and kept and not kept[-1].isspace()):
            kept.append(one)
    return "".join(kept)


def _is_visible(text: str) -> bool:
    return any(not one.isspace() and unicodedata.category(one) not in _INVISIBLE and one not in _FILLERS for one in text)


# ---------------------------------------------------------------- addresses

_ADDRESS = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"]+", re.I)
_WEB = re.compile(r"(https?)://([\w-]+(?:\.[\w-]+)*\.?(?::\d{1,5})?)((?:[/?#].*)?)", re.I | re.S)
_MAIL = re.compile(r"(mailto):([^\s@<>\"'?&,;:/\\%]+@[\w-]+(?:\.[\w-]+)+)(?:\?.*)?", re.I | re.S)
_NAMED_SITE = re.compile(r"(?<!\w)(?:https?://|(?=www\.))([\w.-]*)", re.I)
_AFTER_AN_ADDRESS = ".,;:!?'*_~`’”»…)]}"


def address(raw: str) -> str:
    """The address as we write it in a link, or nothing.

    http, https and mailto only, with a host, without a name or password in front of it.
    """
    raw = " ".join(_scrubbed(raw).split())
    if raw[:4].lower() == "www.":
        raw = f"https://{raw}"
    found = _WEB.fullmatch(raw) or _MAIL.fullmatch(raw)
    if not found:
        return ""
    if found[1].lower() == "mailto":
        made = f"mailto:{unicodedata.normalize('NFC', found[2])}"
    else:
        host = unicodedata.normalize("NFC", found[2].lower())
        made = f"{found[1].lower()}://{host}{quote(found[3], safe='/?#&=%:;@!$()*+,[]~')}"
    return made if len(made) <= MAX_ADDRESS else ""


def _linked(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with its address or none. One pass: an address is looked at once, whatever comes of it."""
    at = 0
    for found in _ADDRESS.finditer(text):
        shown = _without_tail(found[0])
        if href := address(shown):
            yield text[at : found.start()], ""
            yield shown, href
            at = found.start() + len(shown)
    yield text[at:], ""


def _without_tail(shown: str) -> str:
    """Without the punctuation of the sentence around it: full stops, quotes, brackets that were not opened inside."""
    surplus = {end: shown.count(end) - shown.count(start) for start, end in ("()", "[]", "{}")}
    end = len(shown)
    while end and (last := shown[end - 1]) in _AFTER_AN_ADDRESS:
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        end -= 1
    return shown[:end]


def _links_itself(text: str, href: str) -> bool:
    return [found for found in _linked(text) if found[0]] == [(text, href)]


def _names_another_site(shown: str, href: str) -> bool:
    """Whether the words of a link hold an address on another site than it leads to."""
    named = {found[1].lower().rstrip(".-") for found in _NAMED_SITE.finditer(shown)}
    return not _links_itself(shown, href) and named - {urlsplit(href).hostname} != set()


# ---------------------------------------------------------------- one line of words


def _line(pieces: Iterable[Words]) -> Line:
    """The pieces as we keep them: NFC, single spaces, a space marked as both its neighbours are, bare addresses linked."""
    words = _joined(_seen(one.saying(re.sub(r"\s+", " ", _UNWANTED.sub("", one.text))) for one in pieces))
    linked = (part for one in _normal(words) for part in _with_links(one))
    line = tuple(_joined(_spaced(_honest(_seen(linked)))))
    return line if _is_visible("".join(one.text for one in line)) else ()


def _seen(pieces: Iterable[Words]) -> Iterator[Words]:
    """Nobody can see that a space is bold, nor a link without words."""
    for one in pieces:
        if any(one.marks) and not _is_visible(one.text):
            yield one.saying(" " if " " in one.text else "")
        else:
            yield one


def _joined(pieces: Iterable[Words]) -> Iterator[Words]:
    for _marks, run in groupby((one for one in pieces if one.text), lambda one: one.marks):
        first, *others = run
        yield first.saying("".join([first.text, *(one.text for one in others)]))


def _normal(pieces: Iterable[Words]) -> Iterator[Words]:
    """No piece begins with an accent: behind a tag it would change the tag's last character in NFC."""
    for one in pieces:
        yield one.saying(unicodedata.normalize("NFC", re.sub(r" +", " ", _scrubbed(one.text))))


def _spaced(pieces: Iterable[Words]) -> Iterator[Words]:
    before: Words | None = None
    holders: list[Words] = []  # whose the space since the last words is
    for one in pieces:
        if not one.text.strip():
            holders += [one] if one.text else []
            continue
        holders += [one] if one.text[0] == " " else []
        if before and holders:
            yield _space_between(before, one, *holders)
        yield one.saying(one.text.strip())
        before, holders = one, [one] if one.text[-1] == " " else []


def _space_between(*pieces: Words) -> Words:
    """A space with the marks that all of these share."""
    href = pieces[0].href if len({one.href for one in pieces}) == 1 else ""
    return Words(" ", all(one.strong for one in pieces), all(one.emphasis for one in pieces), href)


def _with_links(one: Words) -> Iterator[Words]:
    if one.href:
        yield one
    else:
        yield from (Words(text, one.strong, one.emphasis, href) for text, href in _linked(one.text) if text)


def _honest(words: Iterable[Words]) -> Iterator[Words]:
    """A link that shows the address of one site and leads to another shows where it leads."""
    for href, run in groupby(words, lambda one: one.href):
        pieces = list(run)
        if href and _names_another_site("".join(one.text for one in pieces).strip(), href):
            yield pieces[0].saying(f" {href} ")
        else:
            yield from pieces


# ---------------------------------------------------------------- HTML in

_ANY_TAG = re.compile(r"<[a-z/!?]", re.I)
_ATTRIBUTE = r"""(?:\s+href=(?:"([^"]*)"|'([^']*)'))?(?:\s+rel="[a-z ]*")?\s*/?"""
_OUR_TAG = re.compile(rf"<(/?)(p|br|div|strong|b|em|i|a|blockquote|ul|ol|li){_ATTRIBUTE}>", re.I)
_MARKS_WITHIN_A_LINE = re.compile(rf"</?(?:strong|em|a){_ATTRIBUTE}>")
_OURS = {"p", "br", "div", "strong", "b", "em", "i", "a", "blockquote", "ul", "ol", "li"}
_PARTING = {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "section", "article", "table", "tr", "dl", "dt", "dd", "figure"}
_NAMED_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)([^>]*)>|<[/!?][^>]*>", re.I)
_HREF = re.compile(r"""(?:^|[\s"'/])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)


def _sanitized(source: str) -> str:
    """Through bleach, which reads HTML as a browser does. It is given bare tags only: attributes and odd tags make it slow."""
    cleaner = bleach.Cleaner(tags=_OURS, attributes={"a": ["href"]}, protocols={"http", "https", "mailto"}, strip=True)
    return cleaner.clean("".join(_bare(source)))


def _bare(source: str) -> Iterator[str]:
    at = 0
    still_open: dict[str, int] = {}
    for tag in _NAMED_TAG.finditer(source):
        yield source[at : tag.start()].replace("<", "&lt;")
        at = tag.end()
        name = (tag[2] or "").lower()
        if name in _OURS:
            yield _bare_tag(tag[1], name, tag[3])
            if name not in ("br", "p", "li"):
                still_open[name] = max(0, still_open.get(name, 0) + (-1 if tag[1] else 1))
                if sum(still_open.values()) > MAX_OPEN:
                    raise _too_many_marks()
        elif name in _PARTING:
            yield "<br><br>"
        elif name in ("td", "th"):
            yield " "
    yield source[at:].replace("<", "&lt;")


def _bare_tag(closing: str, name: str, attributes: str) -> str:
    if name != "a" or closing:
        return f"<{closing}{name}>"
    found = _HREF.search(attributes)
    href = address(unescape(found[1] or found[2] or found[3] or "")) if found else ""
    return f'<a href="{escape(href)}">'


@dataclass(slots=True)
class _Frame:
    """An open list, entry or quotation. A flat one writes into the one around it."""

    kind: str
    blocks: list = field(default_factory=list)
    lines: list[list[Words]] = field(default_factory=lambda: [[]])
    depth: int = 0
    flat: bool = False
    implied: bool = False

    @property
    def takes_entries(self) -> bool:
        return self.kind in ("ul", "ol") and not self.flat


class _Reader:
    """Builds the tree from tags and words as they come, in any order."""

    def __init__(self) -> None:
        self.frames = [_Frame("root")]
        self.open: Counter[str] = Counter()
        self.strong = self.emphasis = 0
        self.hrefs: list[str] = []

    def words(self, source: str) -> None:
        if not source or (self.frames[-1].takes_entries and not source.strip()):
            return
        self._have_a_place()
        href = self.hrefs[-1] if self.hrefs else ""
        self.frames[-1].lines[-1].append(Words(unescape(source), self.strong > 0, self.emphasis > 0, href))

    def tag(self, name: str, *, closing: bool, href: str) -> None:
        step = -1 if closing else 1
        if name in ("strong", "b"):
            self.strong = max(0, self.strong + step)
        elif name in ("em", "i"):
            self.emphasis = max(0, self.emphasis + step)
        elif name == "a":
            self._link(closing, href)
        elif name == "br":
            self._have_a_place()
            self.frames[-1].lines.append([])
        elif name in ("p", "div"):
            self._end_paragraph()
        elif closing:
            self._leave(name)
        else:
            self._enter(name)

    def finished(self) -> Tree:
        while len(self.frames) > 1:
            self._pop()
        self._end_paragraph()
        return self.frames[0].blocks

    def _link(self, closing: bool, href: str) -> None:
        if not closing:
            self.hrefs.append(address(href))
        elif self.hrefs:
            self.hrefs.pop()

    def _have_a_place(self) -> None:
        """Words straight in a list get an entry."""
        if self.frames[-1].takes_entries:
            self._enter("li", implied=True)

    def _enter(self, kind: str, implied: bool = False) -> None:
        if kind == "li" and self.frames[-1].implied:
            self._pop()
        if kind != "li":
            self._have_a_place()
        self._end_paragraph()
        above = self.frames[-1]
        flat = not above.takes_entries if kind == "li" else above.depth >= MAX_DEPTH
        depth = above.depth + (kind != "li" and not flat)
        self.frames.append(_Frame(kind, above.blocks if flat else [], depth=depth, flat=flat, implied=implied))
        self.open[kind] += 1

    def _leave(self, kind: str) -> None:
        while self.open[kind]:
            if self._pop().kind == kind:
                return

    def _pop(self) -> _Frame:
        self._end_paragraph()
        frame = self.frames.pop()
        self.open[frame.kind] -= 1
        if frame.blocks and not frame.flat:
            self.frames[-1].blocks.append(_closed(frame))
        return frame

    def _end_paragraph(self) -> None:
        frame = self.frames[-1]
        lines = [_line(pieces) for pieces in frame.lines]
        frame.lines = [[]]
        frame.blocks += [Paragraph(tuple(run)) for filled, run in groupby(lines, bool) if filled]


def _closed(frame: _Frame) -> Block | tuple[Block, ...]:
    inside = tuple(frame.blocks)
    if frame.kind == "li":
        return inside
    return Quote(inside) if frame.kind == "blockquote" else Points(inside, numbered=frame.kind == "ol")


# ---------------------------------------------------------------- HTML out

Wrap = Callable[[str, Line, str], str]


def _html(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return f"<p>{_broken(lines)}</p>"
        case Points(entries, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_entry(entry)}</li>' for entry in entries)}</{tag}>"
        case Quote(blocks):
            return f"<blockquote>{to_html(blocks)}</blockquote>"


def _entry(entry: tuple[Block, ...]) -> str:
    """An entry of one paragraph needs no p around it."""
    if sum(isinstance(block, Paragraph) for block in entry) > 1:
        return to_html(entry)
    return "".join(_broken(block.lines) if isinstance(block, Paragraph) else _html(block) for block in entry)


def _broken(lines: tuple[Line, ...]) -> str:
    return "<br>".join(_nested(line, _tagged, _escaped) for line in lines)


def _tagged(mark: str, words: Line, inside: str) -> str:
    if mark == "href":
        return f'<a href="{escape(words[0].href)}" rel="{REL}">{inside}</a>'
    return f"<strong>{inside}</strong>" if mark == "strong" else f"<em>{inside}</em>"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _nested(line: Line, wrap: Wrap, write: Callable[[str], str], marks: tuple[str, ...] = ("strong", "emphasis", "href")) -> str:
    """The line with its marks around its words, the longest outermost."""
    parts, at = [], 0
    while at < len(line):
        reach, mark = max(((_reach(line, at, mark), mark) for mark in marks), key=lambda found: found[0], default=(0, ""))
        if reach:
            run = line[at : at + reach]
            parts.append(wrap(mark, run, _nested(run, wrap, write, tuple(one for one in marks if one != mark))))
        else:
            parts.append(write(line[at].text))
        at += reach or 1
    return "".join(parts)


def _reach(line: Line, at: int, mark: str) -> int:
    """How many words from here on have the same mark."""
    value = getattr(line[at], mark)
    end = at
    while value and end < len(line) and getattr(line[end], mark) == value:
        end += 1
    return end - at


# ---------------------------------------------------------------- blocks of a page

_ATTRIBUTION = re.compile(r"(?:—|–|--)\s*([^,]+?)\s*(?:,\s*(.+))?")
_TAG_LIKE = re.compile(r"<(?=[a-z/!?])", re.I)


def _rich(block: Block) -> str:
    """As the page editor writes it: b, i, a[href], and no paragraphs in lists."""
    match block:
        case Paragraph(lines):
            return f"<p>{_rich_lines(lines)}</p>"
        case Points(entries, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_rich_entry(entry)}</li>' for entry in entries)}</{tag}>"
        case Quote(blocks):
            return "".join(map(_rich, blocks))


def _rich_entry(entry: tuple[Block, ...]) -> str:
    parts = (_rich_lines(tuple(_lines([block]))) if not isinstance(block, Points) else _rich(block) for block in entry)
    return "<br/>".join(parts).replace("<br/><ul>", "<ul>").replace("<br/><ol>", "<ol>")


def _rich_lines(lines: tuple[Line, ...]) -> str:
    return "<br/>".join(_nested(line, _rich_tagged, _escaped) for line in lines)


def _rich_tagged(mark: str, words: Line, inside: str) -> str:
    if mark == "href":
        return f'<a href="{escape(words[0].href)}">{inside}</a>'
    return f"<b>{inside}</b>" if mark == "strong" else f"<i>{inside}</i>"


def _quotation(one: Quote) -> dict[str, str]:
    """The words, and who said them if the last line names someone after a dash.

    A "<" that could begin a tag becomes a "‹": the text is safe wherever it is put.
    """
    *lines, last = [_TAG_LIKE.sub("‹", line) for line in _written(one.blocks, _spoken)]
    named = _ATTRIBUTION.fullmatch(last) if any(lines) else None
    if not named:
        return {"text": "\n".join([*lines, last]), "speaker": "", "role": ""}
    return {"text": "\n".join(lines).rstrip(), "speaker": named[1][:120], "role": (named[2] or "")[:160]}


# ---------------------------------------------------------------- plain text out


def _written(blocks: Iterable[Block], write: Callable[[Line], str], tight: bool = False) -> list[str]:
    """The lines of these blocks; a blank one between two, but none between an entry's words and its own list."""
    written: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before and not (tight and isinstance(before, Paragraph) and isinstance(block, Points)):
            written.append("")
        written += _written_block(block, write)
        before = block
    return written


def _written_block(block: Block, write: Callable[[Line], str]) -> Iterator[str]:
    match block:
        case Paragraph(lines):
            yield from map(write, lines)
        case Points(entries, numbered):
            for number, entry in enumerate(entries, start=1):
                sign = f"{number}. " if numbered else "- "
                for at, line in enumerate(_written(entry, write, tight=True)):
                    yield f"{sign if at == 0 else ' ' * len(sign)}{line}" if line else ""
        case Quote(blocks):
            yield from (f"> {line}".rstrip() for line in _written(blocks, write))


def _typed(line: Line) -> str:
    """As one would type it. Where signs would not be read back as marks (half a word in bold), the words without them."""
    typed = _nested(line, _signed, str)
    return typed if _read(typed) == line else _spoken(line)


def _signed(mark: str, words: Line, inside: str) -> str:
    if mark != "href":
        return f"**{inside}**" if mark == "strong" else f"_{inside}_"
    return inside if _links_itself(inside, words[0].href) else f"[{inside}]({words[0].href})"


def _spoken(line: Line) -> str:
    return _nested(line, _with_address, str)


def _with_address(mark: str, words: Line, inside: str) -> str:
    if mark != "href" or _links_itself(inside, words[0].href):
        return inside
    shown = words[0].href.removeprefix("mailto:")
    return inside if inside == shown else f"{inside} ({shown})"


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Paragraph(lines):
                yield from lines
            case Points(entries):
                yield from (line for entry in entries for line in _lines(entry))
            case Quote(inside):
                yield from _lines(inside)


# ---------------------------------------------------------------- plain text in

_QUOTED = re.compile(r" *>(?: |$|(?=>))")
_POINT = re.compile(r"( *)(?:[-*•·▪◦]|(\d{1,5})[.)]) +(?=.*[^\s*•·▪◦>-])")
_MARK = re.compile(
    r"\[(?P<words>[^\[\]]{1,300})\]\((?P<to>(?:https?://|mailto:)(?:[^\s()]|\([^\s()]*\)){1,2000})\)"
    rf"|(?P<address>{_ADDRESS.pattern})"
    r"|(?P<sign>(?<![*\\])\*\*(?!\*)|(?<![_\\])_(?!_))",
    re.I,
)


def _flat(line: str) -> str:
    """Spaces of any kind as spaces, none at the end, nothing where nothing can be seen."""
    line = re.sub(r"[^\S\t]", " ", line).expandtabs(4).rstrip()
    return line if _is_visible(line) else ""


def _blocks(lines: Iterable[str], depth: int = 0) -> Tree:
    lines = [line for line, run in groupby(lines) for line in ([line] if not line else run)]  # blank lines one at a time
    blocks: Tree = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        begins = _begins(lines[at], depth)
        read = _read_quote if begins == "quote" else _read_points if begins else _read_paragraph
        block, at = read(lines, at, depth)
        blocks += [block] if block else []
    return blocks


def _begins(line: str, depth: int) -> str:
    """What a line begins, if anything but a paragraph. A numbered list begins with its 1, so that "2019." can open a sentence."""
    if depth >= MAX_DEPTH:
        return ""
    if _QUOTED.match(line):
        return "quote"
    point = _POINT.match(line)
    return "points" if point and point[2] in (None, "1") else ""


def _read_paragraph(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    first = at
    while at < len(lines) and lines[at] and (at == first or not _begins(lines[at], depth)):
        at += 1
    read = tuple(filter(None, map(_read, lines[first:at])))
    return (Paragraph(read) if read else None), at


def _read_quote(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    inside = []
    while at < len(lines) and (sign := _QUOTED.match(lines[at])):
        inside.append(lines[at][sign.end() :])
        at += 1
    blocks = _blocks(inside, depth + 1)
    return (Quote(tuple(blocks)) if blocks else None), at


def _read_points(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    base, numbered = _indent(lines[at]), bool(_POINT.match(lines[at])[2])
    entries = []
    while at < len(lines) and (sign := _sibling(lines[at], base, numbered)):
        entry = [lines[at][sign.end() :]]
        at += 1
        while at < len(lines) and _indent(lines[at] or _next(lines, at)) >= base + 2:
            entry.append(lines[at][min(_indent(lines[at]), sign.end()) :])
            at += 1
        entries.append(tuple(_blocks(entry, depth + 1)))
        if at < len(lines) and not lines[at] and _sibling(_next(lines, at), base, numbered):
            at += 1
    entries = [entry for entry in entries if entry]
    return (Points(tuple(entries), numbered) if entries else None), at


def _sibling(line: str, base: int, numbered: bool) -> re.Match | None:
    sign = _POINT.match(line)
    return sign if sign and bool(sign[2]) == numbered and len(sign[1]) < base + 2 else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _next(lines: list[str], at: int) -> str:
    return lines[at + 1] if at + 1 < len(lines) else ""


def _read(line: str) -> Line:
    """One line of plain text: its marks, links and words. Signs that find no partner stay as they were typed."""
    line = " ".join(line.split())
    parts = list(_parts(line))
    pairs = _pairs(line, parts)
    pieces, strong, emphasis = [], False, False
    for at, (_start, text, kind) in enumerate(parts):
        if at in pairs:
            strong, emphasis = strong ^ (kind == "**"), emphasis ^ (kind == "_")
        else:
            pieces.append(Words(text, strong, emphasis, kind if kind not in ("**", "_") else ""))
    return _line(pieces)


def _parts(line: str) -> Iterator[tuple[int, str, str]]:
    """Position, text, and kind: a sign, an address to link to, or nothing."""
    at = 0
    while found := _MARK.search(line, at):
        yield at, line[at : found.start()], ""
        at = found.end()
        if found["words"]:
            href = address(found["to"]) if _can_be_linked(found["words"]) else ""
            yield found.start(), found["words"] if href else found[0], href
        elif found["sign"]:
            yield found.start(), found[0], found[0]
        else:
            shown = _without_tail(found[0])
            at = found.start() + len(shown) if address(shown) else at
            yield found.start(), line[found.start() : at], ""
    yield at, line[at:], ""


def _goes_on(after: str) -> bool:
    """Whether the word goes on with this character, be it an accent."""
    return after.isalnum() or (after != "" and unicodedata.category(after)[0] == "M")


def _can_be_linked(words: str) -> bool:
    """Words that are an address already lead there and nowhere else."""
    return _is_visible(words) and not _ADDRESS.search(words)


def _pairs(line: str, parts: list[tuple[int, str, str]]) -> set[int]:
    """Which signs are marks: an opening one stands before a word, a closing one behind it, and pairs do not cross."""
    opened: dict[str, int] = {}
    pairs: set[int] = set()
    for at, (start, text, kind) in enumerate(parts):
        if kind not in ("**", "_"):
            continue
        before, after = line[start - 1 : start], line[start + len(text) :][:1]
        if kind in opened and _is_visible(before) and not _goes_on(after):
            first = opened.pop(kind)
            pairs |= {first, at}
            opened = {other: place for other, place in opened.items() if place < first}
        elif _is_visible(after) and not before.isalnum():
            opened[kind] = at
    return pairs
