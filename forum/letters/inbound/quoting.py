"""What a person wrote in their answer, without what their program quoted below, above and between, and without signatures.

Line by line in one pass: the regular expressions of the packages for this take seconds for a hostile mail (docs/decisions/0026). No line is looked
at for longer than `LINE_AT_MOST` characters.
"""

from __future__ import annotations

import re

LINES_AT_MOST = 5_000
LINE_AT_MOST = 1_000

_QUOTED = re.compile(r" {0,3}(?:>|\|\s)")
_DIVIDER = re.compile(
    r"\W{2,}\s*(?:original message|original appointment|forwarded message|begin forwarded message|reply above this line|mensaje original|mensaje reenviado|mensaje enviado)\s*:?\W*",
    re.I,
)
_UNDERSCORES = re.compile(r"_{10,}")
# “From: …”, “Sent: …” as Outlook writes above what it quotes; stars where a program made them bold
_FROM = re.compile(r"\*{0,2}(?:from|de|remitente)\s*:\*{0,2}\s*\S", re.I)
_OTHERS = re.compile(r"\*{0,2}(?:sent|date|to|cc|subject|enviado(?: el)?|fecha|para|asunto)\s*:", re.I)
_WROTE = re.compile(r"\b(?:wrote|writes|escribió|escribio|ha escrito|a écrit|schrieb|escreveu|ha scritto)\s*:$", re.I)
_DATED = re.compile(r"(?:on|el|le|am|em|il) .{0,40}\d", re.I)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_A_TIME = re.compile(r"\d{1,2}[:.]\d\d|\b\d{4}\b")
_PHONE = re.compile(
    r"(?:sent (?:from|via|with|using) (?:my|mail|outlook|yahoo|aol|gmail|samsung|proton|the all|windows|spark|blackberry|superhuman)\b.{0,80}"
    r"|enviado (?:desde|con|mediante) (?:mi|correo|el correo|outlook|yahoo|gmail|proton|samsung)\b.{0,80}"
    r"|(?:get|download) (?:outlook|bluemail|protonmail) for (?:ios|android|mac|windows).{0,60}"
    r"|(?:obtener|descargar?) outlook para (?:ios|android).{0,60}"
    r"|yahoo mail[^.]{0,80}"
    r"|<?https?://aka\.ms/\S{1,40}>?)",
    re.I,
)
_SIGNATURE = re.compile(r"(?:--|—)")  # after the space at its end is gone
_POINT = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s")
WRAPPED_AT = 66  # characters: a line that ends sooner ended because its writer wanted it to


def own_words(text: str) -> str:
    """Blank when nothing of it is the person's own."""
    lines = [line[:LINE_AT_MOST].rstrip() if len(line) > LINE_AT_MOST and _QUOTED.match(line) else line.rstrip() for line in text.split("\n")[:LINES_AT_MOST]]
    kept = _own_lines(lines)
    return "\n".join(_unwrapped(_without_phones(kept))).strip()


def _own_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at, in_signature = 0, False
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            at, in_signature = at + 1, False
            kept.append("")
        elif length := _attribution(lines, at):
            follows = next((one for one in lines[at + length :] if one.strip()), "")
            if not _QUOTED.match(follows):
                return kept  # all that is below is quoted, without a sign before each line
            at, in_signature = at + length, False
        elif _begins_the_rest(lines, at):
            return kept
        else:
            in_signature = in_signature or bool(_SIGNATURE.fullmatch(line))
            if not in_signature:
                kept.append(line)
            at += 1
    return kept


def _begins_the_rest(lines: list[str], at: int) -> bool:
    line = lines[at].strip()[:200]
    if _DIVIDER.fullmatch(line):
        return True
    if _UNDERSCORES.fullmatch(line):
        below = next((number for number in range(at + 1, min(at + 4, len(lines))) if lines[number].strip()), None)
        return below is not None and _is_a_head(lines, below)
    return _is_a_head(lines, at)


def _is_a_head(lines: list[str], at: int) -> bool:
    """“From: …” with two others of its kind below."""
    if not _FROM.match(lines[at].strip()[:200]):
        return False
    below = [line.strip()[:200] for line in lines[at + 1 : at + 8]]
    return sum(bool(_OTHERS.match(line)) for line in below) >= 2


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from here on say “On Monday, Ask the Field wrote:”; 0 for none."""
    if not lines[at].strip() or at and lines[at - 1].strip() and not _QUOTED.match(lines[at - 1]) and not _DATED.match(lines[at].strip()):
        return 0
    said = ""
    for length in range(1, 5):
        if at + length > len(lines) or not lines[at + length - 1].strip() or _QUOTED.match(lines[at + length - 1]):
            return 0
        said = f"{said} {lines[at + length - 1].strip()}".strip()
        if len(said) > 400:
            return 0
        if said.endswith(":"):
            return length if _says_who_wrote(said, lines[at + length :]) else 0
    return 0


def _says_who_wrote(said: str, below: list[str]) -> bool:
    """A verb, and quoted lines below or an address in it: people write “she wrote:” too. In any other language an address, a time and quoted lines."""
    has_address = bool(_ADDRESS.search(said))
    is_quoted = bool(_QUOTED.match(next((line for line in below[:3] if line.strip()), "")))
    if _WROTE.search(said):
        return has_address or is_quoted
    return is_quoted and has_address and bool(_A_TIME.search(said))


def _without_phones(lines: list[str]) -> list[str]:
    """Without “Sent from my iPhone” at the end, and the blank lines there."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or len(kept[-1]) < 160 and _PHONE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that a mail program broke in two in one again; a list stays a list."""
    made: list[str] = []
    last = ""  # as it stood in the mail
    for line in lines:
        if _was_broken(last, line):
            made[-1] = f"{made[-1]} {line.strip()}"
        else:
            made.append(line)
        last = line
    return made


def _was_broken(above: str, line: str) -> bool:
    if not above.strip() or not line.strip() or _POINT.match(line) or len(above) > 80:
        return False
    return len(above) >= 40 and len(above) + 1 + len(line.split(maxsplit=1)[0]) > WRAPPED_AT + 6
