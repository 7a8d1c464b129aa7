"""The words of the site for its translators: gathered from the code into the catalogs, and the catalogs compiled.

    python tests/messages.py

reads every marked string of the rooms and the templates, keeps the translations that still fit, drops what nobody says any more, and writes
`locale/<language>/LC_MESSAGES/django.po` and `.mo`. It needs no GNU gettext, and writes the same files on every machine.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "config", "forum", "guide", "moderation", "templates")
LANGUAGES = ("es",)
HEAD = {
    "Project-Id-Version": "Ask the Field",
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# what each function of django.utils.translation takes: context, one, many
TAKES = {"gettext": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}
CALL_IN_A_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\(((?:u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:,\s*)?)+)""")
FORMAT = re.compile(r"%(?:\(\w+\))?[sd]")

Message = tuple[str | None, str, str]  # context, one, many ("" without a plural)


def catalog_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def marked() -> dict[Message, list[str]]:
    """Every marked string with the files that say it, in the order of the files."""
    found: dict[Message, list[str]] = {}
    for path in _files():
        text = (ROOT / path).read_text(encoding="utf-8")
        for message in _in_code(text) if path.endswith(".py") else _in_template(text):
            places = found.setdefault(message, [])
            if path not in places:
                places.append(path)
    return _with_their_plurals(found)


def gathered(language: str, old: polib.POFile | None) -> polib.POFile:
    """A catalog of all that is marked now, with the translations of the old one."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in old or ()}
    catalog = polib.POFile(wrapwidth=100)
    catalog.metadata = HEAD | {"Language": language}
    catalog.extend(_entry(message, places, known.get(message[:2])) for message, places in marked().items())
    return catalog


def _files() -> list[str]:
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ROOMS]
    names = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    wanted = (name for name in names if name.endswith((".py", ".html", ".txt")) and "/migrations/" not in name)
    return sorted(name for name in wanted if (ROOT / name).exists())


def _in_code(text: str) -> Iterator[Message]:
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: TAKES[plain]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if (plain := alias.name.removesuffix("_lazy").removesuffix("_noop")) in TAKES
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        takes = names[call.func.id]
        said = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args[: len(takes)]]
        if all(isinstance(part, str) for part in said):  # a name or a call is marked where its words stand
            yield _message(takes, said)


def _in_template(text: str) -> Iterator[Message]:
    for name, inside in CALL_IN_A_TEMPLATE.findall(templatize(text)):
        said = ast.literal_eval(f"({inside.rstrip(', ')},)")
        yield _message(TAKES.get(name, "m"), said)


def _message(takes: str, said: list[str] | tuple[str, ...]) -> Message:
    parts = dict(zip(takes, said))
    return parts.get("c"), parts["m"], parts.get("p", "")


def _with_their_plurals(found: dict[Message, list[str]]) -> dict[Message, list[str]]:
    """A catalog holds a string once: one that is also said with a plural is kept with it."""
    plurals = {message[:2] for message in found if message[2]}
    return {message: places for message, places in found.items() if message[1] and (message[2] or message[:2] not in plurals)}


def _entry(message: Message, places: list[str], known: polib.POEntry | None) -> polib.POEntry:
    context, one, many = message
    entry = polib.POEntry(msgctxt=context, msgid=one, msgid_plural=many, occurrences=[(place, "") for place in places])
    if FORMAT.search(one + many):
        entry.flags.append("python-format")
    if many:
        kept = known.msgstr_plural if known and known.msgid_plural == many else {}
        entry.msgstr_plural = {0: kept.get(0, ""), 1: kept.get(1, "")}
    else:
        entry.msgstr = known.msgstr if known and not known.msgid_plural else ""
    return entry


def main() -> None:
    for language in LANGUAGES:
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = gathered(language, polib.pofile(str(path)) if path.exists() else None)
        catalog.save(str(path))
        catalog.save_as_mofile(str(path.with_suffix(".mo")))
        print(f"{language}: {len(catalog)} strings, {len(catalog.untranslated_entries())} of them not translated yet.")


if __name__ == "__main__":
    main()
