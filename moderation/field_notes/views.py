"""Field notes: staff ask for one and look after them; whoever wrote the answer says yes or no, and may take it back at any time."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import members_only, staff_only
from forum.comparison import compare_fields
from forum.discussions.models import Question, Reply, guide_home
from forum.discussions.places import Place, passages_of, place_of
from forum.discussions.quoting import without_quotations
from forum.discussions.views.reading import a_number
from forum.letters.notices import mark_seen
from guide.field_notes import actions as notes
from guide.field_notes.actions import NotDone
from guide.field_notes.models import WORDS_AT_MOST, FieldNote
from guide.spiral import read_spiral
from moderation.field_notes.actions import make, settle, words_seen
from moderation.field_notes.credit import choices_for, credit_line
from moderation.field_notes.forms import AnswerForm, MakeForm, SettleForm
from moderation.field_notes.rules import can_make_of, can_settle, makes_notes
from moderation.field_notes.telling import THING
from moderation.models import Act

A_PAGE = 50
SETTLING = {"keep": Act.KEPT_NOTE, "take-off": Act.TOOK_NOTE_OFF}


# ---------------------------------------------------------------- staff


@staff_only(makes_notes)
def make_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a question's chosen answer. Leads to the note where there is one."""
    question = get_object_or_404(Question.objects.visible().select_related("page", "answer"), pk=pk, answer__isnull=False)
    there = FieldNote.objects.open().filter(answer=question.answer_id).first()
    if there and request.method != "POST":
        return redirect("moderation:field_note", there.pk)
    if not can_make_of(request.user, question, question.answer):
        raise PermissionDenied(_("You wrote this answer yourself. Somebody else of staff can ask you for it."))
    first = {"words": without_quotations(question.answer.body)[:WORDS_AT_MOST], "passage": question.passage, "seen": words_seen(question.answer)}
    form = MakeForm(request.POST if request.method == "POST" else None, initial=first, passages=passages_of(question.page))
    if not form.is_valid():
        return make_page(request, question, form, status=422 if form.errors else 200)
    try:
        note = make(by=request.user, question=question, **form.cleaned_data)
    except NotDone as refused:
        return make_page(request, question, form, problem=str(refused), status=409)
    messages.success(request, _("Whoever wrote it is asked. You see here what they say."))
    return redirect("moderation:field_note", note.pk)


def make_page(request: HttpRequest, question: Question, form: MakeForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    place = place_of(question.page, read_spiral(question.page))
    return render(request, "moderation/make_field_note.html", {"question": question, "answer": question.answer, "place": place, "form": form, "problem": problem}, status=status)


@staff_only(makes_notes)
def field_notes(request: HttpRequest) -> HttpResponse:
    """Those to look at again, and all that are open or stand, newest first; pages by keyset (`before` is a note's id)."""
    before = a_number(request.GET.get("before"))
    found = FieldNote.objects.open().select_related("page").order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    flagged = [] if before else list(FieldNote.objects.flagged().select_related("page").order_by("flagged_at")[:A_PAGE])
    context = {"notes": placed(rows), "flagged": placed(flagged), "older": f"?before={rows[-1].pk}" if more else ""}
    return render(request, "moderation/field_notes.html", context)


def placed(rows: list[FieldNote]) -> list[tuple[FieldNote, Place | None]]:
    spiral = read_spiral(guide_home())
    return [(note, place_of(note.page, spiral) if note.page else None) for note in rows]


@staff_only(makes_notes)
def field_note(request: HttpRequest, pk: int) -> HttpResponse:
    """How one stands, what its answer says by now, and keeping it or taking it off. It does not say who wrote it."""
    note = get_object_or_404(FieldNote.objects.select_related("page"), pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not can_settle(request.user, note.person_id):
        raise PermissionDenied(_("These are your own words. Your own page of the note is where you take them back."))
    if not form.is_valid():
        return note_page(request, note, form, status=422 if form.errors else 200)
    act = SETTLING.get(request.POST.get("act", ""))
    if act is None:
        return note_page(request, note, form, problem=_("Choose what to do."), status=422)
    try:
        settle(by=request.user, note=note, act=act, reason=form.cleaned_data["reason"])
    except NotDone as refused:
        note.refresh_from_db()
        return note_page(request, note, form, problem=str(refused), status=409)
    messages.success(request, _("It stays as it is.") if act == Act.KEPT_NOTE else _("It stands nowhere any more."))
    return redirect("moderation:field_note", pk)


def note_page(request: HttpRequest, note: FieldNote, form: SettleForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    answer = get_object_or_404(Reply.objects.select_related("question"), pk=note.answer)
    says = compare_fields([(_("Words"), note.words, without_quotations(answer.body))]) if note.is_flagged and answer.is_visible else None
    place = place_of(note.page, read_spiral(note.page)) if note.page else None
    context = {"note": note, "question": answer.question, "place": place, "comparison": says, "form": form if can_settle(request.user, note.person_id) else None, "problem": problem}
    return render(request, "moderation/field_note.html", context, status=status)


# ---------------------------------------------------------------- whoever wrote the answer


@members_only
def my_field_notes(request: HttpRequest) -> HttpResponse:
    mine = FieldNote.objects.filter(person=request.user).order_by("-pk")[:A_PAGE]
    return render(request, "moderation/my_field_notes.html", {"notes": list(mine)})


@members_only
def my_field_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, no, or taking it back. Nobody else finds it."""
    note = get_object_or_404(FieldNote.objects.select_related("page"), pk=pk, person=request.user)
    reply = Reply.objects.select_related("question").filter(pk=note.answer).first()
    if reply is None:
        raise Http404
    mark_seen(request.user, THING, pk)
    form = AnswerForm(request.POST if "yes" in request.POST else None, initial={"words": note.asked_words, "credit": choices_for(reply)[-1][0] if reply.alias else None}, credits=choices_for(reply))
    try:
        if request.method == "POST" and say(request, note, reply, form):
            return redirect("moderation:my_field_note", pk)
    except NotDone as refused:
        note.refresh_from_db()
        return my_page(request, note, reply, form, problem=str(refused), status=409)
    return my_page(request, note, reply, form, status=422 if form.errors else 200)


def say(request: HttpRequest, note: FieldNote, reply: Reply, form: AnswerForm) -> bool:
    """Whether something was done; otherwise the form says what is missing."""
    if "no" in request.POST:
        notes.decline(note, by=request.user)
        messages.success(request, _("That is fine. Nothing is published, and nobody asks again."))
    elif "take_back" in request.POST:
        notes.take_back(note, by=request.user)
        messages.success(request, _("It is taken back, and stands nowhere in the guide any more. Your answer stays where it is."))
    elif form.is_valid():
        said = form.cleaned_data
        notes.agree(note, by=request.user, words=said["words"], credit_line=credit_line(request.user, said["credit"]), uses=said["uses"])
        messages.success(request, _("Thank you. Editors look at the page once more before it is published."))
    else:
        return False
    return True


def my_page(request: HttpRequest, note: FieldNote, reply: Reply, form: AnswerForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    place = place_of(note.page, read_spiral(note.page)) if note.page else None
    return render(request, "moderation/my_field_note.html", {"note": note, "question": reply.question, "place": place, "form": form, "problem": problem, "aliased": bool(reply.alias)}, status=status)
