"""Following a thing, and all that one follows on one page. With an account, or with an address that was confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.access import members_only, open_to_all
from accounts.answers import answer
from accounts.limits import TooOften, address_of, take_all
from accounts.models import User
from accounts.profile import who_has
from forum.letters import bounces, following, things
from forum.letters.actions import write_letter
from forum.letters.digests.rounds import is_long_ago, last_presses
from forum.letters.follows import BY_MAIL, Follow, MailSettings, Pace
from forum.letters.forms import FollowByMailForm, PaceForm
from forum.letters.links import UnknownLink, Wish, address_of_mailbox, mailbox_link
from forum.letters.models import LetterStop
from forum.letters.things import Kind, Thing

LETTERS_TO_AN_ADDRESS = {"most": 5, "seconds": 60 * 60}
LETTERS_FROM_AN_ADDRESS = {"most": 30, "seconds": 60 * 60}  # a whole school sits behind one


def thing_or_404(request: HttpRequest, kind: str, key: str) -> Thing:
    found = things.find_one(kind, key, request.user if request.user.is_authenticated else None)
    if found is None:
        raise Http404
    return found


@open_to_all
@never_cache
def follow(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The control of one thing, on an address of its own: the pages it stands on are kept for visitors and hold no form."""
    thing = thing_or_404(request, kind, key)
    page = {"thing": thing, "kind": things.kind_named(kind)}
    if request.user.is_authenticated:
        return _as_a_member(request, kind, key, page)
    return _by_mail(request, kind, key, page)


def _as_a_member(request: HttpRequest, kind: str, key: str, page: dict) -> HttpResponse:
    wish = Follow.objects.of(request.user.pk).of_thing(kind, key).with_pace().first()
    thing: Thing = page["thing"]
    if request.method == "POST" and "stop" in request.POST:
        if wish:
            following.stop(wish)
        messages.success(request, _("You do not follow “%(name)s” any more.") % {"name": thing.name})
        return redirect(thing.url)
    form = PaceForm(request.POST if request.method == "POST" else None, initial={"pace": _shown_pace(request.user, wish)})
    if request.method == "POST" and form.is_valid():
        try:
            following.follow(kind, key, person=request.user, pace=form.cleaned_data["pace"])
        except following.TooMany:
            return render(request, "letters/follow.html", page | {"form": form, "wish": wish, "problem": too_many()}, status=409)
        messages.success(request, _("You follow “%(name)s”.") % {"name": thing.name})
        return redirect(thing.url)
    return answer(request, "letters/follow.html", page | {"form": form, "wish": wish})


def too_many() -> str:
    return _("You follow %(number)s things, and that is as many as we can keep. Stop one that you do not need any more.") % {"number": following.AT_MOST}


def _shown_pace(person: User, wish: Follow | None) -> str:
    if wish is None:
        return MailSettings.of(person).followed
    return Pace.ON_SITE if wish.heard == Pace.MUTE or LetterStop.objects.filter(**_names(following.stop_for(wish))).exists() else wish.heard


def _names(stop: LetterStop) -> dict:
    return {"person": stop.person_id, "address": stop.address, "question": stop.question, "on": stop.on}


# ---------------------------------------------------------------- with an address alone


def _by_mail(request: HttpRequest, kind: str, key: str, page: dict) -> HttpResponse:
    form = FollowByMailForm(request.POST if request.method == "POST" else None, initial={"pace": Pace.WEEKLY})
    wait = 0
    if form.is_valid():
        try:
            _ask_to_confirm(request, page["thing"], kind=kind, key=key, **form.cleaned_data)
            return render(request, "letters/look_in_your_mail.html", page | {"address": form.cleaned_data["address"]})
        except TooOften as limit:
            form.say_too_often(limit)
            wait = limit.seconds
    return answer(request, "letters/follow.html", page | {"form": form}, wait=wait)


def _ask_to_confirm(request: HttpRequest, thing: Thing, *, kind: str, key: str, address: str, pace: str) -> None:
    """The same letter in the same time, whoever the address belongs to."""
    take_all(("follow-to", address, LETTERS_TO_AN_ADDRESS), ("follow-from", address_of(request), LETTERS_FROM_AN_ADDRESS))
    link = reverse("letters:confirm_follow", args=[Wish(address, kind, key, pace).token])
    write_letter(kind="follow-confirm", address=address, context={"thing": thing, "link": link, "link_words": gettext_lazy("Confirm")})


@open_to_all
@never_cache
@csrf_exempt  # the signed address says who and what; a mail program's own browser may keep no cookie
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing: mail filters follow links. The button confirms, as often as it is pressed."""
    try:
        wish = Wish.from_token(token)
    except UnknownLink:
        return render(request, "letters/unknown_link.html", status=404)
    thing = things.find_one(wish.kind, wish.key, None)
    page = {"thing": thing, "kind": things.kind_named(wish.kind) if thing else None, "pace": Pace(wish.pace).label}
    if thing is None or request.method != "POST":
        return render(request, "letters/confirm.html", page, status=200 if thing else 404)
    person = who_has(wish.address)
    try:
        if person is None or person.is_active:
            following.follow(wish.kind, wish.key, person=person, address=wish.address, pace=wish.pace)
            _showed_up(person, wish.address)
    except following.TooMany:
        return render(request, "letters/confirm.html", page | {"problem": too_many()}, status=409)
    return render(request, "letters/confirm.html", page | {"done": True, "manage": reverse("letters:my_following") if person else mailbox_link(wish.address)})


def _showed_up(person: User | None, address: str) -> None:
    """A member's visits are known otherwise."""
    if person is None:
        bounces.showed_up(address)


@open_to_all
@never_cache
@csrf_exempt  # as above
def mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """All that an address without an account follows, from a link in its letters."""
    try:
        address = address_of_mailbox(token)
    except UnknownLink:
        return render(request, "letters/unknown_link.html", status=404)
    mine = Follow.objects.of(None, address)
    if request.method == "POST":
        if "keep" not in request.POST:
            change(request, mine, [*BY_MAIL, Pace.MUTE])
        if mine.exists():
            bounces.showed_up(address)
        return redirect(request.path + "?saved=1")
    context = {"groups": grouped(mine, None), "choices": [*BY_MAIL, Pace.MUTE], "address": address, "saved": "saved" in request.GET}
    context["has_been_quiet"] = is_long_ago(last_presses([address])[address])
    return render(request, "letters/mailbox.html", context)


# ---------------------------------------------------------------- all that one follows


@dataclass
class Row:
    """One follow as its owner sees it. `shown` is the pace that stands in its control."""

    wish: Follow
    thing: Thing | None
    shown: str

    @property
    def name(self) -> str:
        """What its controls are called: no two alike, also of things that are gone."""
        if self.thing:
            return self.thing.name
        since = date_format(timezone.localtime(self.wish.since), "DATETIME_FORMAT")
        return "%s, %s" % (_("Something that is not here any more"), since)


@members_only
@never_cache
def my_following(request: HttpRequest) -> HttpResponse:
    mine = Follow.objects.of(request.user.pk)
    if request.method == "POST":
        change(request, mine, ["", *Pace.values])
        messages.success(request, _("Saved."))
        return redirect("letters:my_following")
    return render(request, "letters/my_following.html", {"groups": grouped(mine, request.user), "choices": list(Pace)})


def grouped(mine, reader: User | None) -> list[tuple[Kind, list[Row]]]:
    """By kind, the newest first. As many queries for one as for many of a kind."""
    wishes = list(mine.with_pace().order_by("-id")[: following.AT_MOST])
    found = things.find_all([wish.thing for wish in wishes], reader)
    stopped = _stopped(wishes)
    rows = [Row(wish, found.get(wish.thing), _shown(wish, wish.thing in stopped)) for wish in wishes]
    by_kind = [(kind, [row for row in rows if row.wish.kind == kind.name]) for kind in things.kinds()]
    return [(kind, some) for kind, some in by_kind if some]


def _shown(wish: Follow, is_stopped: bool) -> str:
    if is_stopped and wish.heard in BY_MAIL:
        return Pace.ON_SITE if wish.person_id else Pace.MUTE
    return wish.pace


def _stopped(wishes: list[Follow]) -> set[str]:
    """The things about which a link in a letter stopped more of them. One query."""
    if not wishes:
        return set()
    who = {"person": wishes[0].person_id, "address": wishes[0].address}
    stops = LetterStop.objects.filter(**who, kind="").values_list("question", "on")
    return {f"question:{question}" if question else on for question, on in stops}


def change(request: HttpRequest, mine, allowed: list[str]) -> None:
    """The paces of those that changed are kept, and one may be stopped besides. What is not theirs is passed over."""
    wishes = list(mine.with_pace())
    stopped = _stopped(wishes)
    for wish in wishes:
        said = request.POST.get(f"pace-{wish.pk}")
        if said in allowed and said != _shown(wish, wish.thing in stopped):
            wish.choose(said)
            following.lift_stops(wish)
        if request.POST.get("stop") == str(wish.pk):
            following.stop(wish)
