"""When two names look the same to a person."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters of other scripts, and digits, that a reader takes for a Latin letter (after case folding).
# The pairs are the common ones of Unicode Technical Standard 39 (confusables), chosen by us for short names.
LOOK_ALIKE = str.maketrans(
    {
        **dict.fromkeys("аα@", "a"), **dict.fromkeys("вβ", "b"), **dict.fromkeys("сϲ", "c"), **dict.fromkeys("ԁ", "d"),
        **dict.fromkeys("еε3", "e"), **dict.fromkeys("һнη", "h"), **dict.fromkeys("іιıї1l!|ⅼł", "i"), **dict.fromkeys("јϳ", "j"),
        **dict.fromkeys("кκ", "k"), **dict.fromkeys("м", "m"), **dict.fromkeys("ոп", "n"), **dict.fromkeys("оοօσ0", "o"),
        **dict.fromkeys("рρ", "p"), **dict.fromkeys("ԛ", "q"), **dict.fromkeys("г", "r"), **dict.fromkeys("ѕ5$", "s"),
        **dict.fromkeys("тτ", "t"), **dict.fromkeys("υս", "u"), **dict.fromkeys("νѵ", "v"), **dict.fromkeys("ԝω", "w"),
        **dict.fromkeys("хχ", "x"), **dict.fromkeys("уγ", "y"), **dict.fromkeys("4", "a"),
    }
)
STAFF_WORDS = ("coalition", "staff", "moderator", "admin", "administrator", "askthefield", "editorofthe")
INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def tidy(name: str) -> str:
    """The name as we keep it: NFC, no invisible or bidi characters, single spaces."""
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in INVISIBLE)
    return " ".join(kept.split())


def look(name: str) -> str:
    """What the name looks like: two names with the same look cannot be told apart."""
    folded = unicodedata.normalize("NFKD", tidy(name)).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c)).translate(LOOK_ALIKE)
    return "".join(c for c in letters if c.isalnum()).replace("rn", "m").replace("vv", "w")


def check_display_name(name: str) -> None:
    """ValidationError when the name is blank or would pass for staff."""
    if not look(name):
        raise ValidationError(_("Enter the name you want others to see."), code="required")
    seen = look(name)
    if any(look(word) in seen for word in STAFF_WORDS):
        raise ValidationError(_("Choose a name without words such as “staff” or “Coalition”, so that nobody takes you for staff."), code="staff")
