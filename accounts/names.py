"""When two names look the same to a person."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What a reader takes for a Latin letter; the common cases of Unicode Technical Standard 39 (confusables), chosen by us for short names.
# Capitals first: some look like one letter when they are large and like another when they are small.
LOOK_ALIKE_CAPITALS = str.maketrans(
    "ΜΝΥΗΖϜՏ" + "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ" + "ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᏀᏃᏒᏔᏙᏚᏞᏟᏢᏦᏴ",
    "mnyhzfs" + "abcdefghijklmnoprstuvwxyz" + "drtiajewmhgzrwvslcpkb",
)
ALPHABETS_OF_SIGNS = (0x1F150, 0x1F170, 0x1F1E6)  # letters in circles, in squares, and of flags
SIGNS = {start + n: letter for start in ALPHABETS_OF_SIGNS for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
LOOK_ALIKE = str.maketrans(
    {
        **dict.fromkeys("аαɑᴀ@4", "a"), **dict.fromkeys("вβʙ", "b"), **dict.fromkeys("сϲᴄ", "c"), **dict.fromkeys("ԁᴅ", "d"),
        **dict.fromkeys("еεᴇ3", "e"), **dict.fromkeys("ƒꜰꞙ", "f"), **dict.fromkeys("ɡɢ", "g"), **dict.fromkeys("һнηհʜ", "h"),
        **dict.fromkeys("іιıїɪɩ1l!|ⅼłʟ", "i"), **dict.fromkeys("јϳᴊ", "j"), **dict.fromkeys("кκᴋ", "k"), **dict.fromkeys("мᴍ", "m"),
        **dict.fromkeys("ոпɴ", "n"), **dict.fromkeys("оοօσᴏ0", "o"), **dict.fromkeys("рρᴘ", "p"), **dict.fromkeys("ԛǫ", "q"),
        **dict.fromkeys("гʀ", "r"), **dict.fromkeys("ѕꜱ5$", "s"), **dict.fromkeys("тτᴛ", "t"), **dict.fromkeys("υսᴜ", "u"),
        **dict.fromkeys("νѵᴠ", "v"), **dict.fromkeys("ԝωᴡ", "w"), **dict.fromkeys("хχ", "x"), **dict.fromkeys("уγʏ", "y"),
        **dict.fromkeys("ᴢ", "z"),
    }
)  # fmt: skip
STAFF_ANYWHERE = ("coalition", "moderator", "administrator", "askthefield", "editorofthe")
STAFF_BESIDE = ("moderator", "askthefield", "coalitionforcommunityschool", *(f"coalition{who}" for who in ("staff", "admin", "team", "editor", "member", "official")))
FOR_ALIASES = ("anonymous", "sin nombre")  # how those who ask without their name are shown
STAFF_AS_A_WORD = ("staff", "admin", "admins")  # people are called Stafford and Wagstaff
BEFORE_STAFF, STAFF_ITSELF = ("the", "site", "our", "official", "head"), ("staff", "admin", "admins", "administrator", "administrators", "team", "coalition", "member", "editor")
BETWEEN_WORDS = re.compile(r"[^\w@$!|]+|_|(?<=[a-z])(?=[A-Z])")
INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
FILLERS = set("\u115f\u1160\u3164\uffa0")  # letters by category, empty to the eye


def tidy(name: str) -> str:
    """One line as we keep it: NFC, no invisible or bidi characters, single spaces."""
    spaced = " ".join(unicodedata.normalize("NFC", name).split())
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in INVISIBLE).split())


def look(name: str) -> str:
    """What the name looks like: two names with the same look cannot be told apart."""
    folded = unicodedata.normalize("NFKD", tidy(name)).translate(LOOK_ALIKE_CAPITALS | SIGNS).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c) and c not in FILLERS).translate(LOOK_ALIKE)
    return "".join(c for c in letters if c.isalnum()).replace("rn", "m").replace("vv", "w")


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(look(word) for word in words)


STAFF_ALONE = re.compile(f"(?:{_any_of(BEFORE_STAFF)})*(?:{_any_of(STAFF_ITSELF)})+")  # and nothing that says of what


def check_display_name(name: str) -> None:
    """ValidationError when the name is blank or would pass for staff."""
    if not look(name):
        raise ValidationError(_("Enter the name you want others to see"), code="required")
    if passes_for_staff(name):
        raise ValidationError(_("Choose a name without words such as “staff” or “Coalition”, so that nobody takes you for staff."), code="staff")
    if any(look(word) in look(name) for word in FOR_ALIASES):
        raise ValidationError(_("Choose a name of your own. “Anonymous” is for those who ask without showing theirs."), code="alias")


def check_beside_a_name(words: str) -> None:
    """ValidationError when a role or a place would make its owner pass for staff of the Coalition.

    Chiefs of staff, district administrators and people of a town's own coalition are who this site is for: their words stand.
    """
    seen = look(words)
    if any(look(one) in seen for one in STAFF_BESIDE) or STAFF_ALONE.fullmatch(seen):
        raise ValidationError(_("Say where, such as “District administrator”, so that nobody takes you for the Coalition’s staff."), code="staff")


def passes_for_staff(words: str) -> bool:
    seen = look(words)
    return any(look(word) in seen for word in STAFF_ANYWHERE) or bool({look(word) for word in STAFF_AS_A_WORD} & _words_seen(words))


def _words_seen(name: str) -> set[str]:
    """The looks of the words, with and without digits at their ends, also of neighbors run together: "S t a f f", "Sta-ff 1"."""
    words = [word for word in BETWEEN_WORDS.split(unicodedata.normalize("NFKC", tidy(name)).translate(SIGNS)) if word]
    runs = ["".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, min(start + 6, len(words)) + 1)]
    return {look(form) for run in runs for form in (run, run.strip("0123456789"))}
