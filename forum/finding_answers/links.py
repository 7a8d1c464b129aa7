"""Links in letters by which their reader answers without signing in. Reading what they lead to changes nothing: mail filters follow links."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

ASKED, LOOKING = "finding_answers.asked", "finding_answers.looking"


def asked_link(request: int, said: str) -> str:
    return reverse("finding_answers:asked", args=[_signed(request, ASKED), said])


def looking_link(question: int) -> str:
    return reverse("finding_answers:still_looking", args=[_signed(question, LOOKING)])


def read(token: str, salt: str) -> int | None:
    """The number that was signed; None for what is none of ours, or lacks a part."""
    try:
        return int(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):  # ValueError: letters that no signature is made of
        return None


def _signed(number: int, salt: str) -> str:
    return signing.Signer(salt=salt).sign(str(number))
