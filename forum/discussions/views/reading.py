"""Reading: the lists of questions, a question with its thread, a reply in its place."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from wagtail.models import Page

from accounts.access import open_to_all, same_for_all_visitors
from forum.blocking.blocks import blocks_of
from forum.discussions import drafts, rules
from forum.discussions.beside import came_from, may_answer
from forum.discussions.folding import fold, may_be_folded
from forum.discussions.forms import ReplyForm, has_agreed
from forum.discussions.models import STEP, Draft, MeToo, Question, Reply, guide_home
from forum.discussions.narrowing import Narrowing
from forum.discussions.ordering import Order, order_from, read_list
from forum.discussions.places import Place, place_of
from forum.discussions.queries import QuestionQuerySet, Reader
from forum.discussions.related import beside
from forum.discussions.threads import OF_A_POST, Run, Shown, draw, mark_new, read_one, read_run, tell_apart, where_to_start
from forum.discussions.views.moved import goes_where_it_went
from forum.letters.following import follow_of
from forum.letters.notices import mark_seen
from forum.prepared import prepared
from forum.reading.visits import new_replies, visit, visit_of
from guide.field_notes.models import FieldNote
from guide.models import Topic
from guide.models.states import STATES
from guide.spiral import Spiral, read_spiral

A_PAGE = 20
SHOWN = (
    *OF_A_POST,
    *("topic", "topic__name", "came_from", "came_from_heading", "may_answer"),
    *("title", "language", "asked_at", "page", "page_key", "passage", "passage_heading", "standing", "reply_count", "replies_by_others", "last_reply_at", "me_too_count"),
    *("last_number", "summary", "summary_by", "summary_at"),
    *("closed_at", "closed_why", "pinned_at", "missing_in", "answering_by", "answering_until"),
    *("answer", "answer_chosen_by", "answer_chosen_by__display_name", "answer_chosen_by__erased_at"),
    *(f"page__{field}" for field in ("path", "depth", "title", "url_path", "locale", "live", "content_type")),
)


@open_to_all
@same_for_all_visitors
def questions(request: HttpRequest) -> HttpResponse:
    """All questions, or those that the reader asked for, in the order they asked for; pages by keyset (`before`)."""
    number = a_number(request.GET.get("page"))
    page = Page.objects.live().public().filter(pk=number).first() if number else None
    spiral, topics = read_spiral(guide_home()), list(Topic.objects.all())
    narrowing = Narrowing(request.GET, spiral=spiral, topics=topics, page=page)
    rows = narrowing.listed(A_PAGE + 1, before=request.GET.get("before", ""))
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    mark_what_is_new(rows, request.user)
    context = {
        "narrowing": narrowing,
        "questions": [(question, place_of(question.page, spiral)) for question in rows],
        "page": page,
        "place": place_of(page, spiral) if page else None,
        "topics": topics,
        "places": STATES.items(),
        "older": f"{reverse('forum:questions')}?{narrowing.going_on(rows[-1])}" if more else "",
    }
    return render(request, "forum/questions.html", context)


def mark_what_is_new(rows: Collection[Question], reader) -> None:
    """`new_replies` for those that the member has looked at before. One query, none for a visitor."""
    new = new_replies(reader, [(question.pk, question.reply_count) for question in rows])
    for question in rows:
        question.new_replies = new.get(question.pk, 0)


def a_number(typed: str | None) -> int | None:
    """A positive number that fits a database's id; None for anything else that may stand in an address."""
    return int(typed) if typed and re.fullmatch(r"[0-9]{1,18}", typed) else None


def a_path(typed: str | None) -> str:
    return typed if typed and re.fullmatch(rf"([0-9]{{{STEP}}}){{1,8}}", typed) else ""


@open_to_all
@same_for_all_visitors
@goes_where_it_went
def question(request: HttpRequest, question_id: int, slug: str = "") -> HttpResponse:
    """A question and a run of its replies. `after` and `from` are paths of the thread, `open` is the number of a reply that may be folded."""
    asked = read_question(request.user, question_id)
    if slug != asked.slug:
        keep = f"?{request.GET.urlencode()}" if request.GET else ""
        return ask_each_time(redirect(asked.get_absolute_url() + keep, permanent=asked.is_visible))
    mark_seen(request.user, "question", asked.pk)
    context = context_of(request, asked)
    context |= of_this_visit(request.user, asked, context["run"], context["answer"])
    tell_apart([*filter(None, [context["answer"]]), *context["run"].posts])
    fold(context["run"].posts, asked_for=a_number(request.GET.get("open")))
    return render(request, "forum/question.html", context)


def ask_each_time(answer: HttpResponse) -> HttpResponse:
    """No browser keeps this way: a title that is changed back would lead in a circle (docs/decisions/0045)."""
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def of_this_visit(user, asked: Question, run: Run, answer: Shown | None) -> dict:
    """What is new to this member: marked, and the way to the first of them. One query where something has changed. Nothing for visitors."""
    if not user.is_authenticated or not asked.is_visible:
        return {}
    behind = visit(user, asked.pk, asked.visit, last_number=asked.last_number, replies=asked.reply_count)
    drawn = [*([answer] if answer else []), *run.posts]
    marked = mark_new(drawn, user, behind=behind)
    here = {post.reply.number for post in drawn if post.reply.number > behind}
    elsewhere = asked.last_number - behind > len(here) and not (run.is_first and not run.goes_on)
    return {"new_behind": behind if marked or elsewhere else None, "first_marked": marked[0].reply if marked else None}


def find_question(request: HttpRequest, question_id: int) -> Question:
    """The question if this person may read it, to a member with `is_followed`. A declined or waiting one is found by its author and by moderators only."""
    return get_object_or_404(_readable(request.user, question_id), pk=question_id)


def read_question(user, question_id: int) -> Question:
    """`find_question` with what its page draws and no more, and `note_on`: the page that names its answer as a note from the field."""
    person = (user.pk,) if user.is_authenticated else ()
    found = _as_drawn(question_id, *person, moderates=bool(person) and user.moderates_discussions)
    if not found:
        raise Http404
    return found[0]


@prepared
def _as_drawn(question: int, *person: int, moderates: bool) -> QuestionQuerySet:
    named = FieldNote.objects.standing().filter(answer=OuterRef("answer_id")).values("shown_on")[:1]
    readable = _readable(Reader(*person, is_authenticated=bool(person), moderates_discussions=moderates), question)
    return readable.annotate(note_on=Subquery(named)).only(*SHOWN).filter(pk=question)


def _readable(user, question: int) -> QuestionQuerySet:
    readable = Question.objects.visible_to(user).with_words_asked_about().select_related("author", "page", "answer_chosen_by", "topic")
    if not user.is_authenticated:
        return readable
    return readable.annotate(is_followed=Exists(follow_of(user, "question", question)), visit=visit_of(user.pk, question))


def context_of(request: HttpRequest, asked: Question, form: ReplyForm | None = None) -> dict:
    user = request.user
    run = run_asked_for(request, asked)
    may_reply = rules.can_reply(user, asked)
    draft = drafts.latest(request, kind=Draft.Kind.REPLY, about=about_reply(asked.pk)) if may_reply else None
    spiral = read_spiral(asked.page)
    return {
        "question": asked,
        "asker_is_blocked": (asked.author_id, asked.alias) in blocks_of(user),
        "hides_my_name": bool(asked.alias) and asked.author_id == user.pk,
        "place": place_of(asked.page, spiral),
        "beside": beside(asked, spiral),
        "may_answer": may_answer(asked, spiral),
        "came_from": came_from(asked, spiral),
        "note_place": where_its_note_stands(asked, spiral),
        "run": run,
        "orders": Order.choices,
        "answer": drawn_answer(asked, run, user),
        "can_say_me_too": rules.can_say_me_too(user, asked),
        "me_too": has_it_too(user, asked),
        "can_choose": rules.can_choose_answer(user, asked),
        "can_reply": may_reply,
        "can_edit": rules.can_edit(user, asked),
        "can_sum_up": rules.can_sum_up(user, asked),
        "can_withdraw": rules.can_withdraw(user, asked),
        "form": form or (reply_form(user, draft) if may_reply else None),
        "about": about_reply(asked.pk),
        "posted": just_posted(request, asked),
        "draft": draft or (Draft(kind=Draft.Kind.REPLY) if may_reply else None),
        **of_helping(user, asked),
    }


def run_asked_for(request: HttpRequest, asked: Question) -> Run:
    """`order` makes a flat list of the thread, which goes on `behind` a place."""
    order = order_from(request.GET.get("order"))
    if order:
        return read_list(asked, request.user, order, behind=request.GET.get("behind", ""))
    return read_run(asked, request.user, after=a_path(request.GET.get("after")), start=a_path(request.GET.get("from")))


def where_its_note_stands(asked: Question, spiral: Spiral) -> Place | None:
    """The page of the guide on which the chosen answer is a field note. No query."""
    on = getattr(asked, "note_on", None)
    return place_of(Page(pk=on), spiral) if on and spiral.page(on) else None


def of_helping(user, asked: Question) -> dict:
    """What a member may do to help, and who else writes an answer just now: one query for their name, none where nobody does. Nothing for visitors."""
    if not user.is_authenticated:
        return {}
    someone = asked.is_being_answered and asked.is_visible
    mine = someone and asked.answering_by_id == user.pk
    return {
        "can_help": rules.can_reply(user, asked) and asked.author_id != user.pk,
        "can_ask_for_more": rules.can_ask_for_more(user, asked),
        "can_say_enough": rules.can_say_enough(user, asked),
        "answering_myself": mine,
        "answering": asked if someone and not mine else None,
    }


def has_it_too(user, asked: Question) -> bool:
    """One query; none for whoever asked it, and none where nobody has it too."""
    return bool(asked.me_too_count) and rules.can_say_me_too(user, asked) and MeToo.objects.filter(question=asked, member=user).exists()


def just_posted(request: HttpRequest, asked: Question) -> str:
    """What the reader just posted or saved here: the copy on their device may go, unless words of theirs are still open with us."""
    about = request.GET.get("posted", "")[:60]
    if not about or not request.user.is_authenticated:
        return ""
    mine = Draft.objects.filter(owner=request.user, about=about)
    done = about.startswith("edit:") or mine.filter(posted_reply__question=asked).exists()
    return about if done and not mine.filter(posted_question=None, posted_reply=None).exists() else ""


def drawn_answer(asked: Question, run: Run, user) -> Shown | None:
    """The chosen answer as it stands over the first replies, in the order of the branches. Read once more only where it is not among them."""
    if not asked.has_answer or run.order or not run.is_first:
        return None
    among_them = (post.reply for post in run.posts if post.reply.pk == asked.answer_id)
    return draw([next(among_them, None) or read_one(asked.replies, asked.answer_id)], user, helped=run.helped)[0]


def reply_form(user, draft: Draft | None = None, data=None) -> ReplyForm:
    words = draft.words if draft else {}
    return ReplyForm(data, initial={"body": words.get("body", "")}, agreed_before=has_agreed(user))


@open_to_all
@goes_where_it_went
def reply_in_place(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """The address of a reply: the question's page, begun where the reply is under the eye."""
    asked = find_question(request, question_id)
    reply = get_object_or_404(asked.replies.read_by(request.user).still_here(), number=number)
    if asked.answer_id == reply.pk:
        return redirect(f"{asked.get_absolute_url()}#{reply.anchor}")
    return redirect(address_in_place(asked, reply))


def address_in_place(asked: Question, reply: Reply, **more: str) -> str:
    """The question's address, begun where the reply is on the page, and the reply's anchor. One query at most."""
    start, before = where_to_start(reply, last_number=asked.last_number)
    if may_be_folded(before):
        more = {"open": str(reply.number)} | more
    on_first_page = start[:STEP] == f"{1:0{STEP}d}" and len(start) == STEP
    words = more if on_first_page else {"from": start} | more
    return f"{asked.get_absolute_url()}{'?' + urlencode(words) if words else ''}#{reply.anchor}"


def about_reply(question_id: int, to: int | None = None) -> str:
    """What a draft of a reply is about: the key under which it is found again, here and on the device. `to` is a reply's number."""
    return f"question:{question_id}:{to}" if to else f"question:{question_id}"


def find_reply(request: HttpRequest, question_id: int, number: int) -> Reply:
    """A reply that can be read, with its question and author."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=question_id)
    return get_object_or_404(question.replies.read_by(request.user).still_here().select_related("author"), number=number)


