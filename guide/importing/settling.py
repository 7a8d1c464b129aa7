"""The marks of a draft into endnotes, once the lists of notes of all files are read."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from html import escape

from django.utils.translation import gettext as _

from guide.endnote_words import as_rich_text, plain
from guide.endnotes import mark_of
from guide.importing.drafts import Block, Draft
from guide.importing.lines import fold
from guide.importing.notes import PLACE, ListedNote, Mark, index_of

GROUP = re.compile(rf"((?:{PLACE.pattern})+)([.,;:!?]*[”’\"')]*)")
IN_A_LINK = re.compile(rf"(<a [^<>]*>)([^<]*{PLACE.pattern}[^<]*)</a>")
FIRST_END = re.compile(r"</(?:p|li)>")
RICH = {"prose", "body", "transcript"}
NOTED = {("quotation", "text"), ("pitfalls", "")}  # plain words that can hold notes (guide/noted_words.py)
MOST_NAMED = 6


def settle(draft: Draft, appendix: Sequence[ListedNote]) -> Draft:
    """The draft with an endnote for each mark that a list explains: the page's own list, else the appendix's. Other marks stay as written."""
    return _Settling(draft, appendix).settled()


def settle_appendix(draft: Draft, standing: Collection[str]) -> Draft:
    """The appendix with only those of its notes that do not stand on a page yet; all as it was saved when none does. `standing` is what is read of them."""
    left = [note for note in draft.notes if plain(note.words) not in standing]
    used = len(draft.notes) - len(left)
    if not draft.notes:
        return draft
    if not used:
        return replace(draft, body=draft.as_saved, remarks=(*draft.remarks, _("No page points at the notes of its list, so it stays as it is.")))
    told = _("Of the %(all)s notes of its list %(used)s stand on the pages that point at them; the others stay in its text.")
    return replace(draft, body=(*draft.body, *_listed(left)), remarks=(*draft.remarks, told % {"all": len(draft.notes), "used": used}))


class _Settling:
    def __init__(self, draft: Draft, appendix: Sequence[ListedNote]) -> None:
        self.draft = draft
        self.own = draft.notes
        self.appendix = appendix
        self.used: set[ListedNote] = set()
        self.count = 0
        self.unknown: dict[str, None] = {}
        self.guessed: dict[str, None] = {}
        self.outside: dict[str, None] = {}

    def settled(self) -> Draft:
        draft = self.draft
        if not draft.marks:
            return draft
        body = tuple(self._block(block) for block in draft.body)
        stories = tuple(replace(story, title=PLACE.sub("", story.title), html=self._rich(story.html)) for story in draft.stories)
        fields = {name: self._field(name, value) for name, value in draft.fields.items()}
        lead = self._plain(draft.lead)
        if self.own:
            body = _before_stories(body, _listed([note for note in self.own if note not in self.used]))
        return replace(
            draft, title=PLACE.sub("", draft.title), lead=lead, body=body, stories=stories, fields=fields, endnotes=self.count,
            guesses=(*draft.guesses, *self._guesses()), remarks=(*draft.remarks, *self._remarks()),
        )  # fmt: skip

    def _field(self, name: str, value: object) -> object:
        if isinstance(value, str):
            return self._plain(value)
        return [self._words((name, ""), one) if isinstance(one, str) else self._block(one) for one in value]

    def _block(self, block: Block) -> Block:
        kind, value = block
        if isinstance(value, str):
            return kind, self._rich(value) if kind in RICH else self._plain(value)
        value = dict(value)
        if kind == "prompt" and (places := "".join(PLACE.findall(value["heading"]))):
            value["heading"] = PLACE.sub("", value["heading"])
            value["body"] = _behind_the_first_words(value["body"], places)
        return kind, {name: self._words((kind, name), words) if isinstance(words, str) else words for name, words in value.items()}

    def _words(self, what: tuple[str, str], words: str) -> str:
        if what[1] in RICH:
            return self._rich(words)
        return self._noted(words) if what in NOTED else self._plain(words)

    def _rich(self, html: str) -> str:
        html = IN_A_LINK.sub(lambda link: f"{link[1]}{PLACE.sub('', link[2])}</a>{''.join(PLACE.findall(link[2]))}", html)
        return GROUP.sub(lambda group: self._group(group, self._mark), html)

    def _noted(self, text: str) -> str:
        return GROUP.sub(lambda group: self._group(group, self._mark), text)

    def _plain(self, text: str) -> str:
        """Words that can hold no link: the marks stay as written."""
        return GROUP.sub(lambda group: self._group(group, self._as_written), text)

    def _group(self, group: re.Match[str], told: Callable[[Mark, str], str]) -> str:
        marks = [self.draft.marks[index_of(place)] for place in group[1]]
        words = "".join(told(mark, group[2]) for mark in marks)
        return f"{group[2]}{words}" if marks[0].behind else f"{words}{group[2]}"

    def _mark(self, mark: Mark, end: str) -> str:
        notes = [self._found(number) for number in mark.numbers]
        if None in notes:
            if not mark.guessed:
                self.unknown[mark.written.strip()] = None
            return escape(_restored(mark, end), quote=False)
        if mark.guessed:
            self.guessed[mark.guessed.strip()] = None
        self.used.update(notes)
        self.count += len(notes)
        return "".join(mark_of(note.words) for note in notes)

    def _as_written(self, mark: Mark, end: str) -> str:
        if all(self._found(number) for number in mark.numbers):
            self.outside[mark.written.strip()] = None
        elif not mark.guessed:
            self.unknown[mark.written.strip()] = None
        return _restored(mark, end)

    def _found(self, number: int) -> ListedNote | None:
        own = [note for note in self.own if note.number == number]
        found = own or [note for note in self.appendix if note.number == number]
        if len(found) < 2:
            return found[0] if found else None
        nearest = sorted(found, key=lambda note: _nearness(note.section, self.draft), reverse=True)
        return nearest[0] if _nearness(nearest[0].section, self.draft) > _nearness(nearest[1].section, self.draft) else None

    def _guesses(self) -> Iterator[str]:
        if self.guessed:
            yield _("Figures behind a sentence read as the marks of notes: %(all)s.") % {"all": _some(self.guessed)}

    def _remarks(self) -> Iterator[str]:
        if self.unknown:
            yield _("No list of notes at hand explains these marks, so they stay as written: %(all)s.") % {"all": _some(self.unknown)}
        if self.outside:
            yield _("Marks of notes in words that can hold no note stay as written: %(all)s.") % {"all": _some(self.outside)}


def _restored(mark: Mark, end: str) -> str:
    return mark.written if end or not mark.guessed else f" [{mark.written}]"


def _nearness(section: str, draft: Draft) -> int:
    """How plainly the heading of a list names a page: its title, its stage, its Part."""
    words = f" {fold(section)} "
    part, _slash, rest = draft.place.partition("/")
    stage = rest.partition("/")[0] if part == "part-3" else ""
    names = [part.replace("-", " "), stage.replace("-", " "), fold(draft.title)]
    return max((rank for rank, name in enumerate(names, start=1) if name and f" {name} " in words), default=0)


def _behind_the_first_words(html: str, places: str) -> str:
    end = FIRST_END.search(html)
    return f"{html[: end.start()]}{places}{html[end.start() :]}" if end else f"<p>{places}</p>{html}"


def _before_stories(body: tuple[Block, ...], more: list[Block]) -> tuple[Block, ...]:
    at = next((index for index, (kind, _value) in enumerate(body) if kind == "pull_story"), len(body))
    return (*body[:at], *more, *body[at:])


def _listed(notes: Sequence[ListedNote]) -> list[Block]:
    """Notes that stand on no page, as text: each with its number, under the heading that it had."""
    sections: dict[str, list[ListedNote]] = {}
    for note in notes:
        sections.setdefault(note.section, []).append(note)
    return [("prose", _heading(section) + "".join(f"<p>{one.number}. {as_rich_text(one.words)}</p>" for one in inside)) for section, inside in sections.items()]


def _heading(section: str) -> str:
    return f"<h3>{escape(section, quote=False)}</h3>" if section else ""


def _some(names: Collection[str]) -> str:
    shown = [f"“{name}”" for name in list(names)[:MOST_NAMED]]
    return ", ".join(shown) + ("…" if len(names) > MOST_NAMED else "")
