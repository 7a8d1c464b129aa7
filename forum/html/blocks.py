"""The tree that words become: blocks of lines, and in a line words with their marks."""

from __future__ import annotations

from dataclasses import dataclass

MAX_DEPTH = 8  # lists and quotes within each other; deeper ones are kept as flat text


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
