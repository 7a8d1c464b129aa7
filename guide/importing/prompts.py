"""The headed prompts of a milestone ("Reach out. Given that…") out of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from guide.importing.lines import Kind, Line, cut
from guide.importing.richtext import bold_start, lead_in

LONGEST_HEADING = 12
"""Words in a line that may be a heading by itself."""
LONGEST_BOLD = 20
MOST_CHARACTERS = 200
"""What a prompt's heading holds."""
ENDS_OF_PARAGRAPHS = ",;:"


@dataclass
class Prompt:
    heading: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Prompts:
    """The lines before the first prompt, and the prompts. `guessed` are headings that plain text only suggests."""

    before: list[Line]
    prompts: list[Prompt]
    guessed: list[str]


def find_prompts(lines: Sequence[Line]) -> Prompts:
    """Where the file says what is a heading or bold, that alone counts; in plain text short leading sentences do."""
    marked = any(_marked_heading(line) for line in lines)
    before: list[Line] = []
    prompts: list[Prompt] = []
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        first_of_prompt = bool(prompts) and not prompts[-1].lines
        end = _marked_heading(line) if marked else _suggested_heading(line, following, first_of_prompt)
        if 0 < end <= MOST_CHARACTERS:
            prompts.append(Prompt(as_heading(line.text[:end])))
            line = replace(line, runs=cut(line.runs, end), kind=Kind.TEXT)
        if line.text:
            (prompts[-1].lines if prompts else before).append(line)
    return Prompts(before, prompts, [] if marked else [prompt.heading for prompt in prompts])


def as_heading(text: str) -> str:
    """The words of a heading: no full stop or colon at its end, capitals only where they belong."""
    text = text.strip().rstrip(".:").strip()
    return text.capitalize() if text.isupper() and len(text.split()) > 1 else text


def is_heading_line(line: Line, following: Line | None) -> bool:
    """A short line of its own with text under it."""
    if line.kind is Kind.HEADING:
        return True
    words = line.text.split()
    if line.kind is not Kind.TEXT or following is None or len(words) > LONGEST_HEADING or line.text[-1] in ENDS_OF_PARAGRAPHS:
        return False
    if not line.text[0].isupper() or len(line.text) > 100:
        return False
    if line.text[-1] == ".":
        return (following.gap == 0 or following.is_listed) and lead_in(f"{line.text} X") == len(line.text)
    if line.text[-1] in "?!":
        return following.gap == 0 or following.is_listed or line.text.istitle()
    return following.kind is not Kind.HEADING


def _marked_heading(line: Line) -> int:
    """The length of what the file itself marks as a heading at the start of a line: all of it, or its bold words."""
    if line.kind not in (Kind.TEXT, Kind.HEADING):
        return 0
    is_bold = all(run.bold for run in line.runs)
    if line.kind is Kind.HEADING or (is_bold and len(line.text.split()) <= LONGEST_BOLD):
        return len(line.text)
    length = bold_start(line)
    return length if length and len(line.text[:length].split()) <= LONGEST_BOLD else 0


def _suggested_heading(line: Line, following: Line | None, first_of_prompt: bool) -> int:
    if line.kind is Kind.CAPTION or line.is_listed:
        return 0
    if is_heading_line(line, following):
        return len(line.text)
    return 0 if first_of_prompt and not line.gap else lead_in(line.text)
