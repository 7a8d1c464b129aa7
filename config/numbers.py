"""Numbers in addresses: `<number:story_id>`. One that no row can have is no address of ours, so it is answered with 404 by the site map."""

from __future__ import annotations

DIGITS_AT_MOST = 18  # any more do not fit the databases' 64 bits


class Number:
    regex = rf"[0-9]{{1,{DIGITS_AT_MOST}}}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
