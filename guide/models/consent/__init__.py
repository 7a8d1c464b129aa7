"""The consent ledger: what the Coalition may publish of someone's, with the wording they agreed to. Rows are only added or ended."""

from guide.models.consent.content import content_digest
from guide.models.consent.ending import end_consents, end_what_is_not_used, end_what_was_replaced, withdraw
from guide.models.consent.ledger import (
    HELD_BACK, SPELLING_ONLY, TAKEN_BACK, Consent, ConsentKind, GoneAddress, NotAgreed, Use, hold_page, record_author_consent, record_demonstration, record_earlier_publication,
)  # fmt: skip
from guide.models.consent.publishing import refuse_unless_agreed, why_not_publishable, why_not_with_its_pictures
from guide.models.consent.spelling import note_spelling_only

__all__ = [
    "HELD_BACK", "SPELLING_ONLY", "TAKEN_BACK", "Consent", "ConsentKind", "GoneAddress", "NotAgreed", "Use", "content_digest", "end_consents",
    "end_what_is_not_used", "end_what_was_replaced", "hold_page", "note_spelling_only", "record_author_consent", "record_demonstration",
    "record_earlier_publication", "refuse_unless_agreed", "why_not_publishable", "why_not_with_its_pictures", "withdraw",
]  # fmt: skip
