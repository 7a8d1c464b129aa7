"""How large a data set is. Knows no model, so that options can be read before the models are."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "dataset.invalid"  # such an address reaches nobody


@dataclass(frozen=True)
class Size:
    members: int = 2_000
    questions: int = 4_000
    replies: int = 60_000
    longest: int = 5_000
    seed: int = 1

    @property
    def domain(self) -> str:
        """Of the members' addresses. It tells one data set from another."""
        return f"{self.members}-{self.questions}-{self.replies}-{self.longest}-{self.seed}.{DOMAIN}"

    def tenth(self) -> Size:
        """A tenth of the posts by a tenth of the members; the longest thread is a tenth of all replies at most."""
        return Size(self.members // 10, self.questions // 10, self.replies // 10, min(self.longest, self.replies // 100), self.seed)
