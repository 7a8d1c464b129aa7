"""Words on their way. A member's drafts are theirs; a stranger's are found by keys in a signed cookie and follow them to sign-in."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from forum.discussions.models import Draft

COOKIE = "drafts"
KEPT_FOR = 60 * 60 * 24 * 30
KEPT_AT_MOST = 10
WORDS_AT_MOST = 60_000  # characters of one draft, all fields together


class TooMuch(ValueError):
    """The draft is longer than anything that can be posted."""


def keys_in_cookie(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []


def remember(request: HttpRequest, response: HttpResponse, draft: Draft) -> None:
    """Let a stranger find this draft again, also with the browser closed in between."""
    if request.user.is_authenticated:
        return
    keys = [key for key in keys_in_cookie(request) if key != str(draft.key)]
    value = signing.dumps([str(draft.key), *keys][:KEPT_AT_MOST], salt=COOKIE)
    response.set_cookie(COOKIE, value, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=request.is_secure())


def find(request: HttpRequest, key: UUID | str | None) -> Draft | None:
    """The draft, if this person may have it. A stranger's own draft becomes the member's here, after sign-in."""
    draft = Draft.objects.filter(key=key).first() if key else None
    if draft is None:
        return None
    if draft.owner_id:
        return draft if draft.owner_id == request.user.pk else None
    if str(draft.key) not in keys_in_cookie(request):
        return None
    if request.user.is_authenticated:
        Draft.objects.filter(pk=draft.pk, owner=None).update(owner=request.user)
        draft.owner = request.user
    return draft


def keep(request: HttpRequest, *, key: UUID, kind: str, about: str, words: dict[str, str]) -> Draft | None:
    """Save the words under this key; None when the key is someone else's or its words were posted already.

    Fields that are not in `words` keep what they had. Raises TooMuch.
    """
    if sum(len(value) for value in words.values()) > WORDS_AT_MOST:
        raise TooMuch
    words = {name: value.replace("\x00", "") for name, value in words.items()}
    owner = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            return Draft.objects.create(key=key, kind=kind, about=about, words=words, owner=owner)
    except IntegrityError:
        pass
    if find(request, key) is None:
        return None
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(key=key)
        if draft.is_posted:
            return None
        draft.words, draft.saved_at = draft.words | words, timezone.now()
        draft.save(update_fields=["words", "saved_at"])
    return draft


def latest(request: HttpRequest, *, kind: str, about: str) -> Draft | None:
    """The member's newest unposted draft about this, to go on with."""
    if not request.user.is_authenticated:
        return None
    mine = Draft.objects.filter(owner=request.user, kind=kind, about=about, posted_question=None, posted_reply=None)
    return mine.order_by("-saved_at").first()
