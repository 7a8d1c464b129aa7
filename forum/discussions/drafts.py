"""Words on their way. A member's drafts are theirs; a stranger's are found by keys in a signed cookie and follow them to sign-in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.limits import address_of, take
from accounts.models import User
from forum.discussions.models import Draft

SALT = "drafts"
KEPT_FOR = 60 * 60 * 24 * 30
KEPT_FOR_MEMBERS = timedelta(days=365)
KEPT_AT_MOST = 10
OPEN_AT_MOST = 50  # of one member: the oldest makes room
WORDS_AT_MOST = 60_000  # characters of one draft, all fields together
NEW_DRAFTS = {"most": 300, "seconds": 10 * 60}  # per member, or per address of strangers: a school sits behind one
UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")  # no database keeps these


class TooMuch(ValueError):
    """The draft is longer than anything that can be posted."""
STEP_TWO = ("details", "where", "other_page", "topic", "shown")  # of asking: one form


class Overtaken(Exception):
    """Another window saved other words than this form was opened with. `draft` has them; `names` are the fields of the form."""

    def __init__(self, draft: Draft, names: Iterable[str]) -> None:
        super().__init__(draft.pk)
        self.draft, self.names = draft, tuple(names)

    @property
    def seen(self) -> str:
        """What the form sends from now on: whoever saves once more has read both versions."""
        return seen(self.draft.words, self.names)

    @property
    def written(self) -> dict[str, str]:
        """The other window's words."""
        return {name: self.draft.words.get(name, "") for name in self.names if name in ("title", "details", "body")}


def seen(words: dict[str, str], names: Iterable[str]) -> str:
    """Says in a form which words it was opened with."""
    return hashlib.sha256(json.dumps([words.get(name, "") for name in names]).encode()).hexdigest()[:16]


def fields_of_form(sent: dict[str, str]) -> tuple[str, ...]:
    """Those that go together in the form that sends these."""
    return STEP_TWO if "details" in sent else tuple(name for name in ("title", "body") if name in sent)


def keys_in_cookie(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(settings.DRAFTS_COOKIE_NAME, ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []


def remember(request: HttpRequest, response: HttpResponse, draft: Draft) -> None:
    """Let a stranger find this draft again, also with the browser closed in between."""
    if request.user.is_authenticated:
        return
    keys = [key for key in keys_in_cookie(request) if key != str(draft.key)]
    value = signing.dumps([str(draft.key), *keys][:KEPT_AT_MOST], salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE or request.is_secure()
    response.set_cookie(settings.DRAFTS_COOKIE_NAME, value, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=secure)


def find(request: HttpRequest, key: UUID | None, *, kind: str) -> Draft | None:
    """The draft of this kind, if this person may have it. A stranger's own draft becomes the member's here, after sign-in."""
    draft = Draft.objects.select_related("posted_question", "posted_reply").filter(key=key, kind=kind).first() if key else None
    return draft if draft and _is_theirs(request, draft) else None


def _is_theirs(request: HttpRequest, draft: Draft) -> bool:
    if draft.owner_id:
        return draft.owner_id == request.user.pk
    if str(draft.key) not in keys_in_cookie(request):
        return False
    if request.user.is_authenticated:
        draft.owner = request.user
        return bool(Draft.objects.filter(Q(owner=None) | Q(owner=request.user), pk=draft.pk).update(owner=request.user))
    return True


def keep(
    request: HttpRequest, *, key: UUID, kind: str, about: str, words: dict[str, str], opened_with: str | None = None, found: tuple[Draft | None, ...] = (), count: bool = True
) -> Draft | None:
    """Save the words under this key; None when the key is not this person's. `found` holds what `find` gave for it before.

    Fields that are not in `words` keep what they had. A draft that `is_posted` is given back as it is: its words went out already.
    `opened_with` is what the form says it was opened with: Overtaken where another window saved other words since. Raises TooMuch, and TooOften when a new draft is one too many; `count=False` where the caller counts, and makes room
    when the draft stays one.
    """
    _measure(words)
    words = {name: UNREADABLE.sub("", value) for name, value in words.items()}
    draft = found[0] if found else find(request, key, kind=kind)
    saved = _save(draft, words, opened_with) if draft and not draft.is_posted else draft
    if saved:
        return saved
    words = (draft.words if draft else {}) | words  # its row was thrown away a moment ago: what it held is kept
    made = _new(request, count=count, key=key, kind=kind, about=UNREADABLE.sub("", about), words=words)
    if made:
        return made
    draft = find(request, key, kind=kind)  # the same form, a moment ago; or someone else's
    return draft if draft is None or draft.is_posted else _save(draft, words, opened_with)


def _measure(words: dict[str, str]) -> None:
    if sum(len(value) for value in words.values()) > WORDS_AT_MOST:
        raise TooMuch


def keep_anyway(request: HttpRequest, *, key: UUID | None, **words) -> Draft:
    """As `keep`, and under a new key when this one is not theirs: signed out meanwhile, or without the cookie. Nothing typed is lost."""
    return (keep(request, key=key, **words) if key else None) or keep(request, key=uuid4(), **words)


def _new(request: HttpRequest, *, count: bool, **fields) -> Draft | None:
    """None when there is one with this key."""
    owner = request.user if request.user.is_authenticated else None
    if count:
        take("draft", str(owner.pk) if owner else address_of(request), **NEW_DRAFTS)
    try:
        with transaction.atomic():
            made = Draft.objects.create(owner=owner, **fields)
    except IntegrityError:
        return None
    if owner and count:
        make_room(owner)
    return made


def make_room(owner: User) -> None:
    """Throw away the oldest drafts beyond OPEN_AT_MOST; what was posted is not counted."""
    newest_first = _open().filter(owner=owner).order_by("-saved_at", "key")
    _open().filter(pk__in=newest_first.values("pk")[OPEN_AT_MOST:]).delete()


def _open() -> QuerySet[Draft]:
    return Draft.objects.filter(posted_question=None, posted_reply=None)


def _save(draft: Draft, words: dict[str, str], opened_with: str | None) -> Draft | None:
    """A question's words come from several steps and are put together under the row's lock; other forms send all they have.

    None when the row is gone. Raises TooMuch when they are too long together, and Overtaken.
    """
    now = timezone.now()
    if draft.kind != Draft.Kind.QUESTION:
        _look_at_the_other_window(draft, words, opened_with)
        as_it_was = _open().filter(pk=draft.pk, **({"saved_at": draft.saved_at} if opened_with else {}))
        if as_it_was.update(words=words, saved_at=now):
            draft.words, draft.saved_at = words, now
            return draft
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if draft and not draft.is_posted:
            _look_at_the_other_window(draft, words, opened_with)
            draft.words, draft.saved_at = draft.words | words, now
            _measure(draft.words)
            draft.save(update_fields=["words", "saved_at"])
        return draft


def _look_at_the_other_window(draft: Draft, words: dict[str, str], opened_with: str | None) -> None:
    """Nothing to say where the row has what the form was opened with, what it sends, or nothing at all."""
    names = fields_of_form(words)
    stands = [draft.words.get(name, "") for name in names]
    if opened_with and any(stands) and stands != [words.get(name, "") for name in names] and seen(draft.words, names) != opened_with:
        raise Overtaken(draft, names)


def throw_away(draft: Draft) -> None:
    """The person says so. A form key that was posted stays."""
    _open().filter(pk=draft.pk).delete()


def latest(request: HttpRequest, *, kind: str, about: str) -> Draft | None:
    """This person's newest unposted draft about this, to go on with. A stranger's costs a query only when there is a cookie."""
    keys = keys_in_cookie(request)
    theirs = Q(owner=None, key__in=keys)
    if request.user.is_authenticated:
        theirs = (theirs | Q(owner=request.user)) if keys else Q(owner=request.user)
    elif not keys:
        return None
    return _open().filter(theirs, kind=kind, about=about).order_by("-saved_at").first()


def forget_the_old() -> int:
    """Drafts that nobody can find any more, form keys of posts made long ago, and members' drafts of a year ago; the worker calls it."""
    now = timezone.now()
    nobodys = Q(owner=None) | Q(posted_question__isnull=False) | Q(posted_reply__isnull=False)
    old = Q(saved_at__lt=now - KEPT_FOR_MEMBERS) | nobodys & Q(saved_at__lt=now - timedelta(seconds=KEPT_FOR))
    return Draft.objects.filter(old).delete()[0]
