"""An editor who does anything to a page's blocks, and what may be said of a quote afterwards from the blocks alone."""

from __future__ import annotations

import random
import re
import uuid
from copy import deepcopy

WORDS = """school family partner council librarian morning lead together budget clinic principal bus table first listen invite share agree plan write
county union teacher student garden kitchen door Saturday volunteer grant visit question answer neighbor church driver coach story report season friend""".split()
SOME = ["One thing you may ask", "Reach out", "What partners need", "Plan for later", "Who is missing", "Say it out loud"]
NEW = [f"xylo{number}" for number in range(60)]  # words that no quote has


class Editor:
    """`blocks` are the stored blocks of a body; `edit()` changes them and says which acts it did."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.blocks = [self.a_block(heading) for heading in SOME]
        self.before: list[list[dict]] = []
        self.acts = [self.insert, self.delete, self.move, self.rename, self.word, self.rewrite, self.twice, self.split_bullet, self.merge_bullets, self.reorder, self.split, self.merge, self.new_ids, self.restore]

    def edit(self) -> str:
        self.before.append(deepcopy(self.blocks))
        act = self.chance.choice(self.acts) if len(self.blocks) > 2 else self.insert
        act()
        return act.__name__

    def sentence(self, words=WORDS, length: int = 12) -> str:
        return " ".join(self.chance.choice(words) for _ in range(length)).capitalize() + "."

    def a_block(self, heading: str = "") -> dict:
        lines = "".join(f"<li>{self.sentence()}</li>" for _ in range(self.chance.randint(2, 4)))
        value = {"heading": heading or self.sentence(length=5)[:-1], "body": f"<p>{self.sentence()} <b>{self.sentence(length=3)}</b></p><ul>{lines}</ul>"}
        return {"type": "prompt", "id": str(uuid.UUID(int=self.chance.getrandbits(128))), "value": value}

    def one(self) -> dict:
        return self.chance.choice(self.blocks)

    def insert(self) -> None:
        self.blocks.insert(self.chance.randint(0, len(self.blocks)), self.a_block())

    def delete(self) -> None:
        self.blocks.remove(self.one())

    def move(self) -> None:
        block = self.one()
        self.blocks.remove(block)
        self.blocks.insert(self.chance.randint(0, len(self.blocks)), block)

    def rename(self) -> None:
        self.one()["value"]["heading"] = self.sentence(NEW, 4)

    def word(self) -> None:
        """One word is another one, anywhere."""
        value = self.one()["value"]
        words = re.split(r"(\w+)(?![^<]*>)", value["body"])
        place = self.chance.choice(range(1, len(words), 2))
        words[place] = self.chance.choice(NEW)
        value["body"] = "".join(words)

    def rewrite(self) -> None:
        self.one()["value"]["body"] = f"<p>{self.sentence(NEW, 30)}</p>"

    def twice(self) -> None:
        """A line of one passage stands in another as well."""
        line = self.chance.choice(re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", self.one()["value"]["body"]))
        self.one()["value"]["body"] += f"<p>{line}</p>"

    def split_bullet(self) -> None:
        value = self.one()["value"]
        value["body"] = re.sub(r"(<li>(?:\w+ ){4})", r"\1</li><li>", value["body"], count=1)

    def merge_bullets(self) -> None:
        value = self.one()["value"]
        value["body"] = value["body"].replace("</li><li>", " ", 1)

    def reorder(self) -> None:
        self.chance.shuffle(self.blocks)

    def split(self) -> None:
        """The second half of a passage is a passage of its own."""
        block = self.one()
        lines = re.findall(r"<(?:p|li)>.*?</(?:p|li)>", block["value"]["body"])
        stays, goes = lines[: len(lines) // 2], lines[len(lines) // 2 :]
        if stays:
            block["value"]["body"] = "".join(stays)
            new = self.a_block()
            new["value"]["body"] = "".join(goes)
            self.blocks.insert(self.blocks.index(block) + 1, new)

    def merge(self) -> None:
        place = self.chance.randrange(len(self.blocks) - 1)
        upper, lower = self.blocks[place : place + 2]
        upper["value"]["body"] += f"<h4>{lower['value']['heading']}</h4>{lower['value']['body']}"
        self.blocks.remove(lower)

    def new_ids(self) -> None:
        """Cut out and pasted again."""
        self.one()["id"] = str(uuid.UUID(int=self.chance.getrandbits(128)))

    def restore(self) -> None:
        self.blocks = deepcopy(self.chance.choice(self.before))


def said_in(block: dict) -> list[str]:
    """The words of a block: read here by other means than the site's."""
    html = block["value"]["heading"] + " " + re.sub(r"</(?:p|li|h4)>", " ", block["value"]["body"])
    return words_of(re.sub(r"<[^>]+>", "", html))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def stands_in(quote: str, block: dict) -> bool:
    return f" {' '.join(words_of(quote))} " in f" {' '.join(said_in(block))} "


def share_of(quote: str, block: dict) -> float:
    """How many of its words are there at all."""
    words, there = words_of(quote), set(said_in(block))
    return sum(word in there for word in words) / len(words)
