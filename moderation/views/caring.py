"""Care for a thread: moving it, giving it a topic, joining, dividing, closing, pinning. One shape: look, fill in, do it, or read who was first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import moderates_discussions, staff_only
from forum.discussions.actions import Overtaken, PageIsGone, TopicIsGone
from forum.discussions.models import Reply
from forum.discussions.queries import pages_to_ask_on
from forum.discussions.views.reading import a_number
from forum.passages.finding import EARLIER
from guide.templatetags.interface import sentence_case
from moderation import caring
from moderation.care_forms import DivideForm, JoinForm, MoveForm, ReasonForm
from moderation.cases import Case, find_case
from moderation.forms import TopicForm
from moderation.lines import address_of_case
from moderation.models import Act
from moderation.views.cases import case_or_404, case_page


@dataclass(frozen=True)
class Care:
    """One act in words: the heading of its page, what it does, its button, and what is said afterwards."""

    heading: str | Promise
    does: str | Promise
    button: str | Promise
    done: str | Promise
    sign: str
    hint: str | Promise = ""


IN_THE_LOG = gettext_lazy("It stays in the log.")
FOR_ITS_AUTHOR = gettext_lazy("It stays in the log, and whoever wrote it reads it.")
FOR_ALL = gettext_lazy("It stays in the log, and whoever follows the question reads it.")
WORDS = {
    Act.MOVED: Care(gettext_lazy("Move the question"), gettext_lazy("It stands on another page of the guide, or at one of its passages. Its address stays the same, and nobody gets a letter."), gettext_lazy("Move the question"), gettext_lazy("Moved."), "move", IN_THE_LOG),
    Act.JOINED: Care(
        gettext_lazy("Join it to another question"),
        gettext_lazy("The question and its replies stand in the thread of the other one, under its title. Its address and those of its replies lead there. Followers come along and are told once."),
        gettext_lazy("Join the questions"),
        gettext_lazy("Joined."),
        "link",
        FOR_ALL,
    ),
    Act.DIVIDED: Care(
        gettext_lazy("Make it a question of its own"),
        gettext_lazy("The reply becomes a question on the same page, and what hangs under it follows. A line stays where it stood. Its author is told."),
        gettext_lazy("Make it a question"),
        gettext_lazy("It is a question of its own."),
        "move",
        gettext_lazy("It stays in the log, and whoever wrote the reply reads it."),
    ),
    Act.CLOSED: Care(gettext_lazy("Close the question"), gettext_lazy("It takes no new replies, by mail neither. What was said stays."), gettext_lazy("Close the question"), gettext_lazy("Closed."), "lock", gettext_lazy("It stands on the question for everybody, and whoever follows it reads it.")),
    Act.OPENED: Care(gettext_lazy("Open it again"), gettext_lazy("It takes replies again."), gettext_lazy("Open it again"), gettext_lazy("Opened again."), "undo", FOR_ALL),
    Act.PINNED: Care(gettext_lazy("Pin it to its page"), gettext_lazy("It stands first among the questions on its page. Three at most. Nobody gets a letter."), gettext_lazy("Pin it"), gettext_lazy("Pinned."), "up", IN_THE_LOG),
    Act.PUT_WORDS_BACK: Care(
        gettext_lazy("Put former words back"),
        gettext_lazy("It says again what it said before. What it says now stays in its history. Its author is told, nobody else gets a letter."),
        gettext_lazy("Put these words back"),
        gettext_lazy("It says again what it said before."),
        "undo",
        FOR_ITS_AUTHOR,
    ),
    Act.TOOK_WORDS_OUT: Care(
        gettext_lazy("Take former words out of the history"),
        gettext_lazy("Nobody but its author and staff can read these words any more, and after 90 days nobody. What it says now does not change. Its author is told."),
        gettext_lazy("Take these words out"),
        gettext_lazy("These words are out of its history."),
        "eye-off",
        FOR_ITS_AUTHOR,
    ),
    Act.TOOK_DOWN: Care(gettext_lazy("Take it down"), gettext_lazy("It stands among the other questions again."), gettext_lazy("Take it down"), gettext_lazy("Taken down."), "down", IN_THE_LOG),
}
OF_A_QUESTION = {Act.CLOSED: caring.close, Act.OPENED: caring.open_again, Act.PINNED: caring.pin, Act.TOOK_DOWN: caring.take_down}


@staff_only(moderates_discussions)
def care(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    """Close, open again, pin or take down."""
    found = case_or_404(request, "question", pk)
    form = ReasonForm(request.POST or None, initial={"seen": found.seen}, hint=WORDS[act].hint)
    return carry_out(request, found, form, act, lambda data: OF_A_QUESTION[act](by=request.user, question=found.post, reason=form.reason(), seen=data["seen"]))


@staff_only(moderates_discussions)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    found = case_or_404(request, "question", pk)
    form = JoinForm(request.POST or None, question=found.post, initial={"seen": found.seen}, hint=FOR_ALL)
    return carry_out(request, found, form, Act.JOINED, lambda data: caring.join(by=request.user, question=found.post, to=data["to"], reason=form.reason(), seen=data["seen"]))


@staff_only(moderates_discussions)
def divide(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    reply = get_object_or_404(Reply, question=question_id, number=number)
    found = case_or_404(request, "reply", reply.pk)
    form = DivideForm(request.POST or None, was_a_question=bool(found.post.asked_as), initial={"seen": found.seen}, hint=WORDS[Act.DIVIDED].hint)
    return carry_out(request, found, form, Act.DIVIDED, lambda data: caring.divide(by=request.user, reply=found.post, title=data.get("title", ""), reason=form.reason(), seen=data["seen"]))


@staff_only(moderates_discussions)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """To another page, or to a passage of it. `look` shows the passages of the page that was chosen."""
    found = case_or_404(request, "question", pk)
    chosen = a_number(request.POST.get("page")) or (None if found.needs_a_page else found.post.page_id)
    form = MoveForm(
        request.POST or None,
        looked_at=pages_to_ask_on().filter(pk=chosen).first() if chosen else None,
        reason_is_needed=not found.needs_a_page,
        earlier=found.post.passage == EARLIER and chosen == found.post.page_id,
        initial={"seen": found.seen, "page": chosen, "passage": found.post.passage},
        hint=WORDS[Act.MOVED].hint,
    )
    if "look" in request.POST:
        form.errors.clear()
        return care_page(request, found, form, Act.MOVED)

    def move(data: dict) -> None:
        passage = data.get("passage", "")
        caring.place(by=request.user, question=found.post, page=data["page"], passage=passage, heading=form.passages.get(passage, ""), reason=form.reason(), seen=data["seen"])

    return carry_out(request, found, form, Act.MOVED, move, said=lambda: _("Moved to %(page)s.") % {"page": case_or_404(request, "question", pk).place.name})


@staff_only(moderates_discussions)
@require_POST
def give_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the question another topic of the list, or none."""
    found = case_or_404(request, "question", pk)
    form = TopicForm(request.POST)

    def show(request: HttpRequest, found: Case, form: TopicForm, act: Act, **how) -> HttpResponse:
        return case_page(request, found, topic=form if form.errors else None, **how)

    def said() -> str:
        topic = form.cleaned_data["topic"]
        return _("Its topic is “%(topic)s”.") % {"topic": sentence_case(topic.name)} if topic else _("It has no topic.")

    return carry_out(request, found, form, Act.GAVE_TOPIC, lambda data: caring.give_topic(by=request.user, question=found.post, topic=data["topic"], seen=data["seen"]), said=said, show=show)


# ---------------------------------------------------------------- their shape


def carry_out(request: HttpRequest, found: Case, form: Form, act: Act, do: Callable[[dict], object], *, said: Callable[[], str] | None = None, show: Callable[..., HttpResponse] | None = None) -> HttpResponse:
    """The form, what is wrong with it, or the case after the act. Who comes second reads it with what the first decided; nothing typed is lost."""
    show = show or care_page
    if not found.can_decide:
        raise PermissionDenied(_("You wrote this yourself. Someone else decides on it."))
    if request.method != "POST":
        return show(request, found, form, act)
    if not form.is_valid():
        return show(request, found, form, act, status=422)
    try:
        do(form.cleaned_data)
    except PageIsGone:
        return show(request, found, form, act, problem=_("That page was deleted a moment ago. Choose another."), status=409)
    except TopicIsGone:
        return show(request, found, form, act, problem=_("That topic was deleted a moment ago. Choose another, or none."), status=409)
    except Overtaken as overtaken:
        return show(request, as_it_is_now(request, found), form, act, problem=str(overtaken), status=409)
    messages.success(request, said() if said else str(WORDS[act].done))
    return redirect(address_of_case(found.post))


def as_it_is_now(request: HttpRequest, found: Case) -> Case:
    again = find_case(request.user, type(found.post), found.post.pk)
    if again is None:
        raise Http404
    return again


def care_page(request: HttpRequest, found: Case, form: Form, act: Act, *, problem: str = "", status: int = 200, **more) -> HttpResponse:
    """`more` is what the page shows besides."""
    context = more | {"case": found, "form": form, "care": WORDS[act], "problem": problem, "shows_passages": act == Act.MOVED}
    return render(request, "moderation/care.html", context, status=status)
