"""Opens the starter files and says in a sentence what is wrong with one."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

FOLDER = Path(__file__).parent


class StarterTextError(ValueError):
    """A starter file cannot be used; the message names the file and the key."""


class Table:
    """One table of a starter file. Asking for a key checks it, so that callers hold only good values."""

    def __init__(self, file: str, values: dict[str, Any], where: str = "") -> None:
        self.file = file
        self.values = values
        self.where = where

    def error(self, sentence: str) -> StarterTextError:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return StarterTextError(f"{place}: {sentence}")

    def only(self, *keys: str) -> None:
        """Refuse any key but these: a mistyped key would otherwise be text that nobody sees."""
        for key in self.values:
            if key not in keys:
                raise self.error(f"the key “{key}” is not known here. Known keys are {', '.join(keys)}.")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"the key “{key}” is missing. Write a text for it.")
        if not isinstance(value, str):
            raise self.error(f"the key “{key}” must be a text in quotation marks.")
        if default is None and not value.strip():
            raise self.error(f"the key “{key}” is empty. Write a text for it.")
        return value.strip()

    def texts(self, key: str, default: list[str] | None = None) -> list[str]:
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"the key “{key}” is missing. Write a list of texts for it.")
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.error(f"the key “{key}” must be a list of texts, none of them empty.")
        return [one.strip() for one in value]

    def number(self, key: str) -> int:
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(f"the key “{key}” must be a whole number, 0 or more.")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(f"the key “{key}” must be true or false.")
        return value

    def table(self, key: str) -> Self:
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.error(f"the table [{key}] is missing.")
        return self._inner(value, f"[{key}]")

    def tables(self, key: str) -> list[Self]:
        """The tables [[key]] in their order; none when the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(f"the key “{key}” must be written as tables [[{key}]].")
        return [self._inner(one, f"[[{key}]] number {number}") for number, one in enumerate(value, start=1)]

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        return self._allowed(key, [self.text(key)], allowed)[0]

    def choices(self, key: str, allowed: tuple[str, ...]) -> list[str]:
        return self._allowed(key, self.texts(key), allowed)

    def day(self, key: str) -> date:
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(f"the key “{key}” must be a date such as 2026-04-30, without quotation marks.")
        return value

    def convert(self, key: str, conversion: Callable[[str], str]) -> str:
        """The text of `key` through `conversion`; its ValueError becomes a sentence about this key."""
        text = self.text(key)
        try:
            return conversion(text)
        except ValueError as error:
            raise self.error(f"the key “{key}” cannot be read: {error}") from error

    def _allowed(self, key: str, values: list[str], allowed: tuple[str, ...]) -> list[str]:
        for value in values:
            if value not in allowed:
                raise self.error(
                    f"the key “{key}” says “{value}”, which is not one of: {'; '.join(allowed)}."
                )
        return values

    def _inner(self, values: dict[str, Any], where: str) -> Self:
        return type(self)(self.file, values, f"{self.where}, {where}" if self.where else where)


def open_file(path: Path) -> Table:
    """The whole file as a table. Raises StarterTextError when it is absent or is not TOML."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StarterTextError(f"{path.name}: the file is missing from {path.parent.name}/.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StarterTextError(f"{path.name}: the file is not readable as TOML: {error}.") from error
    return Table(path.name, values)
