"""Invented people and plausible words for a data set: from these lists alone, the same for the same seed."""

from __future__ import annotations

from random import Random

FIRST = "Ada Amal Bea Carla Chidi Dana Diego Elif Emeka Fern Gita Hana Hugo Inés Jamal Joan Kofi Lena Luz Mai Marcus Nadia Noor Omar Paula Quinn Rosa Ruth Sami Tess Uma Vera Wes Yara Zeke".split()
LAST = "Abbott Adeyemi Baker Brandt Castillo Chen Doyle Eide Farah Fuentes Greene Haile Ibarra Jensen Kaplan Lindqvist Mbeki Nguyen Osei Pruitt Quist Reyes Sato Tran Ueda Vance Whitaker Ximenes Yoder Zapata".split()
ROLES = ["Principal", "Site coordinator", "Teacher", "Superintendent", "Parent leader", "Program director", "Counselor", "United Way staff", "School board member", ""]
TOWNS = [("Alder Falls", "Oregon"), ("Bellweather", "Ohio"), ("Cedar Bend", "Oklahoma"), ("Dunmore Flats", "Indiana"), ("Eastgate", "Pennsylvania"), ("Fairhaven", "Tennessee"), ("", "")]
PLACES = ["Lincoln Elementary", "the county health office", "Eastgate Family Center", "the school district", "the parks department", ""]

WHO = ["our site coordinator", "the principal", "a grandmother", "the school nurse", "our lead partner", "the superintendent", "two teachers", "the parent council", "a board member", "the housing office", "our evaluator", "the custodian", "a youth worker", "the union"]
DID = ["set up", "asked for", "paid for", "took over", "argued about", "wrote down", "kept", "dropped", "shared", "planned", "opened", "measured", "explained", "voted on", "borrowed"]
WHAT = ["a shared calendar", "the after-school room", "a dental van", "the data agreement", "a family breakfast", "the bus schedule", "one page of goals", "a needs survey", "the Saturday clinic", "a leadership table", "the memorandum", "an adult class", "the budget", "attendance figures", "a reading club", "the mentoring plan"]
WHEN = ["last spring", "before the first frost", "in our second year", "after the levy failed", "each Tuesday", "over the summer", "when the grant ended", "within a month", "at the start of term", "long before anyone noticed"]
WHY = ["because nobody else had the keys", "so that families could come after work", "and it cost less than we feared", "although the forms were in one language only", "and attendance rose a little", "but two partners left over it", "so we wrote the reasons down", "and the board asked for more", "because trust comes before contracts", "and we would do it again"]
ASKED = ["How did you pay for {}?", "Who decides about {} at your place?", "What do you do when {} is taken away?", "Has anyone tried {} with three schools at once?", "How do we tell the board about {}?", "Is {} worth the trouble in a small district?"]

SENTENCES = 3_000


class Words:
    """Draws from one source of chance, so that a seed gives the same words each time."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.sentences = [self._sentence() for _ in range(SENTENCES)]

    def _sentence(self) -> str:
        words = [self.chance.choice(some) for some in (WHEN, WHO, DID, WHAT, WHY)]
        when, who, did, what, why = words
        said = f"{when}, {who} {did} {what}, {why}." if self.chance.random() < 0.5 else f"{who} {did} {what} {when}, {why}."
        return said[0].upper() + said[1:]

    def name(self) -> str:
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def title(self) -> str:
        return self.chance.choice(ASKED).format(self.chance.choice(WHAT)).replace("?", f" {self.chance.choice(WHEN)}?", 1)

    def body(self) -> str:
        """About 640 characters of the HTML that forum/html writes: paragraphs, now and then a list or a stressed word."""
        said = self.chance.sample(self.sentences, self.chance.choice((5, 6, 6, 6, 7, 8)))
        if self.chance.random() < 0.1:
            said[0] = f"<strong>{said[0]}</strong>"
        if self.chance.random() < 0.12:
            points = "".join(f"<li>{sentence}</li>" for sentence in said[2:])
            return f"<p>{' '.join(said[:2])}</p><ul>{points}</ul>"
        cut = self.chance.randint(1, len(said) - 1)
        return f"<p>{' '.join(said[:cut])}</p><p>{' '.join(said[cut:])}</p>"

    def plain(self) -> str:
        """As it is typed in a textarea."""
        return "\n\n".join(self.chance.sample(self.sentences, 6))
