"""Answering: a reply, its withdrawal, the choice of an answer, and thanks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from accounts.limits import TooOften
from forum.discussions import actions, drafts, mentions, quoting, rules
from forum.discussions.joining import where_it_is
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, PostState, Question, Reply
from forum.discussions.places import place_of
from forum.discussions.signing_in import is_known, say_who_first
from forum.discussions.views.asking import a_key, as_the_form_went, posted, remembering, say_not_kept
from forum.discussions.views.moved import goes_where_it_went, reply_goes_where_it_went
from forum.discussions.views.reading import a_number, about_reply, address_in_place, find_question, find_reply, has_it_too, reply_form
from forum.discussions.views.refusing import counted, pause, too_often
from forum.saved.models import SavedReply, put_in
from guide.spiral import read_spiral

TAKEN_AWAY = (PostState.HIDDEN, PostState.WITHDRAWN)


@open_to_all
@never_cache
@reply_goes_where_it_went
def reply(request: HttpRequest, question_id: int) -> HttpResponse:
    """Write a reply to the question, or to one of its replies (`to` is its number)."""
    to = a_number(request.POST.get("to") or request.GET.get("to"))
    about = about_reply(question_id, to)
    draft = draft_of_reply(request, about)
    asked, parent, gone = what_it_answers(request, question_id, to, draft)
    form = reply_form(request.user, draft, posted(request))
    if not gone and not asked.is_closed:
        if "insert" in request.POST and rules.can_use_saved_replies(request.user):
            return insert(request, asked, parent, draft, about, put_in(request.POST.get("body", ""), saved_reply(request)))
        if "quote" in request.POST:
            return insert(request, asked, parent, draft, about, quoting.put_in(request.POST.get("body", ""), parent or asked))
    if request.method == "POST":
        if draft and draft.posted_reply and form.is_valid() and says_the_same(form, asked, parent, draft.posted_reply):
            return redirect(draft.posted_reply.get_absolute_url())
        will_be_counted = form.is_valid() and is_known(request.user) and rules.can_post(request.user) and not gone
        draft, is_another = keep_reply(request, draft, about, form, count=not will_be_counted)
        if gone:
            return remembering(request, draft, taken_away(request, asked, form, draft))
        if asked.is_closed:
            return remembering(request, draft, closed(request, asked, form))
        if is_another:
            return reply_page(request, asked, parent, form, draft, status=409, problem=_("You posted a reply from this form already. These words are other ones: post them too if you want both."))
        if draft and form.is_valid() and not is_known(request.user):
            return remembering(request, draft, say_who_first(request, come_back_to(question_id, draft, to)))
        if draft and form.is_valid():
            return post_reply(request, asked, parent, form, draft, to)
    elif draft and draft.posted_reply:
        return redirect(draft.posted_reply.get_absolute_url())
    elif gone:
        return taken_away(request, asked, form, draft)
    elif asked.is_closed:
        return closed(request, asked, form)
    return remembering(request, draft, as_the_form_went(form, reply_page(request, asked, parent, form, draft)))


def says_the_same(form: Form, asked: Question | None, parent: Reply | None, made: Reply) -> bool:
    """The form that made this reply was pressed once more; names in the words were read as they were then."""
    body = form.cleaned_data["body"]
    try:
        return body == made.body or (asked is not None and mentions.names_in(body, asked, parent=parent).body == made.body)
    except mentions.TooMany:
        return False


def draft_of_reply(request: HttpRequest, about: str) -> Draft | None:
    """The draft the form names; on opening the form, also the newest about the same."""
    draft = drafts.find(request, a_key(request.POST.get("draft") or request.GET.get("draft")), kind=Draft.Kind.REPLY)
    if draft and (draft.about == about or draft.is_posted):
        return draft
    return drafts.latest(request, kind=Draft.Kind.REPLY, about=about) if request.method != "POST" else None


def keep_reply(request: HttpRequest, draft: Draft | None, about: str, form: Form, *, count: bool) -> tuple[Draft | None, bool]:
    """The draft with these words, and whether its form was posted already with other words: then they have a new one.

    When they cannot be kept, the form says why, and shows them again.
    """
    words = {"kind": Draft.Kind.REPLY, "about": about, "words": {"body": request.POST.get("body", "")}, "count": count, "opened_with": request.POST.get("seen")}
    try:
        if draft and draft.is_posted:
            return drafts.keep_anyway(request, key=None, **words), True
        key = draft.key if draft else a_key(request.POST.get("draft"))
        return drafts.keep_anyway(request, key=key, found=(draft,), **words), False
    except (drafts.TooMuch, drafts.Overtaken, TooOften) as refused:
        say_not_kept(form, refused)
        return draft, False


def what_it_answers(request: HttpRequest, question_id: int, to: int | None, draft: Draft | None) -> tuple[Question | None, Reply | None, bool]:
    """The question and the reply as far as this person may read them, and whether one of them was taken away.

    404 for what they never could read. Without words of theirs in hand, what was taken away is 404 too.
    """
    questions, replies = Question.objects.filter(pk=question_id), Reply.objects.filter(question=question_id, number=to)
    reads = replies.read_by(request.user).still_here()
    parent = reads.filter(question__in=questions.visible_to(request.user)).select_related("question__author", "question__page", "author").first() if to else None
    asked = parent.question if parent else questions.visible_to(request.user).with_authors().first()
    if asked is None and not questions.filter(state__in=TAKEN_AWAY).exists():
        raise Http404
    if to and parent is None and not reads.exists() and not replies.filter(state__in=TAKEN_AWAY).exists():
        raise Http404
    if asked is None and request.method != "POST" and draft is None:
        raise Http404
    is_there = asked is not None and asked.is_visible and (not to or (parent is not None and parent.is_visible))
    return asked, parent if is_there else None, not is_there


def taken_away(request: HttpRequest, asked: Question | None, form, draft: Draft | None) -> HttpResponse:
    """What they were answering is gone: their words are shown, and nothing of what was taken away."""
    if asked is not None and asked.is_visible:
        problem = _("What you are replying to was taken away while you were writing. Your words are kept: you can post them as a reply to the question.")
        return reply_page(request, asked, None, form, None, status=409, problem=problem)
    return render(request, "forum/taken_away.html", {"asked": asked, "words": form["body"].value()}, status=409)


def insert(request: HttpRequest, asked: Question, parent: Reply | None, draft: Draft | None, about: str, words: str) -> HttpResponse:
    """The form again, with these words in it: what was typed, and something put in. They are kept at once."""
    request.POST = request.POST.copy()
    request.POST["body"] = words
    draft, _is_another = keep_reply(request, draft, about, reply_form(request.user, data=request.POST), count=True)
    return remembering(request, draft, reply_page(request, asked, parent, reply_form(request.user, Draft(words={"body": words})), draft))


def saved_reply(request: HttpRequest) -> SavedReply | None:
    number = a_number(request.POST.get("saved"))
    return SavedReply.objects.filter(pk=number).first() if number else None


def closed(request: HttpRequest, asked: Question, form: Form) -> HttpResponse:
    """Nobody can reply any more. Words that were typed are shown; they are a draft by now."""
    return render(request, "forum/closed.html", {"question": asked, "words": form["body"].value()}, status=409)


def come_back_to(question_id: int, draft: Draft, to: int | None) -> str:
    return f"{reverse('forum:reply', args=[question_id])}?{urlencode({'draft': draft.key} | ({'to': to} if to else {}))}"


def reply_page(request, asked, parent, form, draft, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = {"question": asked, "parent": parent, "form": form, "draft": draft or Draft(kind=Draft.Kind.REPLY), "problem": problem}
    context |= {"can_ask_for_more": rules.can_ask_for_more(request.user, asked), "asks": (request.POST or request.GET).get("asks")}
    context |= {"hides_my_name": bool(asked.alias) and asked.author_id == request.user.pk}
    context |= {"place": place_of(asked.page, read_spiral(asked.page)), "about": about_reply(asked.pk, parent.number if parent else None)}
    if rules.can_use_saved_replies(request.user):
        context["saved_replies"] = SavedReply.objects.all()
    return render(request, "forum/reply.html", context, status=status)


def post_reply(request: HttpRequest, asked: Question, parent: Reply | None, form, draft: Draft, to: int | None) -> HttpResponse:
    if not rules.can_post(request.user):
        return pause(request)
    try:
        count_a_post(request)
    except TooOften as limit:
        drafts.make_room(request.user)
        return too_often(request, limit, back=come_back_to(asked.pk, draft, to))
    try:
        made = actions.reply(by=request.user, question=asked, parent=parent, body=form.cleaned_data["body"], draft=draft, asks_for_more="asks" in request.POST)
    except mentions.TooMany as refused:
        form.add_error("body", str(refused))
        return as_the_form_went(form, reply_page(request, asked, parent, form, draft))
    except actions.Overtaken:  # a moment ago
        if where_it_is(asked.pk, to):
            raise Http404 from None  # they are posted where it stands now
        asked = Question.objects.visible_to(request.user).with_answers().filter(pk=asked.pk).first()
        return closed(request, asked, form) if asked and asked.is_closed else taken_away(request, asked, form, draft)
    request.user.accept_house_rules()
    return redirect(address_in_place(asked, made, posted=about_reply(asked.pk, to)))


def find_post(request: HttpRequest, question_id: int, number: int | None) -> Question | Reply:
    return find_question(request, question_id) if number is None else find_reply(request, question_id, number)


@members_only
@goes_where_it_went
def withdraw(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Take one's own post back; a page asks once before it is done."""
    post = find_post(request, question_id, number)
    if not rules.can_withdraw(request.user, post):
        raise PermissionDenied(_("Only the person who wrote this can take it back, and a question with replies stays."))
    if request.method != "POST":
        return render(request, "forum/withdraw.html", {"post": post})
    try:
        actions.withdraw(by=request.user, post=post)
    except actions.Overtaken as overtaken:
        return render(request, "forum/withdraw.html", {"post": post, "problem": str(overtaken)}, status=409)
    return redirect(post.question.get_absolute_url() if isinstance(post, Reply) else reverse("forum:my_questions"))


@members_only
@require_POST
@counted
@goes_where_it_went
def choose(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """Choose this reply as the answer, or take the choice back."""
    asked = find_question(request, question_id)
    reply = find_reply(request, question_id, number)
    if not rules.can_post(request.user):
        return pause(request)
    if not rules.can_choose_answer(request.user, asked):
        raise PermissionDenied(_("The person who asked chooses the answer, or Coalition staff."))
    try:
        if request.POST.get("take_back"):
            actions.take_back_the_choice(by=request.user, question=asked, reply=reply)
        else:
            actions.choose_answer(by=request.user, question=asked, reply=reply, instead_of=a_number(request.POST.get("instead_of")))
    except actions.Overtaken as overtaken:
        return render(request, "forum/overtaken.html", {"question": asked, "problem": str(overtaken)}, status=409)
    if request.user.pk == asked.author_id and "take_back" not in request.POST:
        messages.success(request, _("Thank you. It now stands at the top, where the next person with the same question finds it, and whoever wrote it hears that it helped."))
    return redirect(reply.get_absolute_url())


@members_only
@counted
@goes_where_it_went
def me_too(request: HttpRequest, question_id: int) -> HttpResponse:
    """“I have this question too”: on, or off when it was on. A page with the button for whoever came from a page without one.

    `draft` is what they were about to ask when they found this question.
    """
    draft = drafts.find(request, a_key(request.POST.get("draft") or request.GET.get("draft")), kind=Draft.Kind.QUESTION)
    asked = find_question(request, question_id)
    if not rules.can_post(request.user):
        return pause(request)
    if not rules.can_say_me_too(request.user, asked):
        raise PermissionDenied(_("You can say this about questions of other people."))
    if request.method == "POST":
        has_it = actions.say_me_too(by=request.user, question=asked)
        return thrown_away(request, asked, draft) if has_it and draft and request.POST.get("throw_away") else redirect(asked.get_absolute_url())
    context = {"question": asked, "me_too": has_it_too(request.user, asked), "thrown_away": request.session.pop("thrown_away", "")}
    context["draft"] = draft if draft and not draft.is_posted and draft.words.get("title") else None
    return render(request, "forum/me_too.html", context)


def thrown_away(request: HttpRequest, asked: Question, draft: Draft) -> HttpResponse:
    """They need not ask any more. The page they read next says so, and the copy on the device goes too."""
    drafts.throw_away(draft)
    request.session["thrown_away"] = str(draft.key)
    return redirect("forum:me_too", asked.pk)


@members_only
@require_POST
@counted
@goes_where_it_went
def helped(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """“This helped”: on, or off when it was on."""
    reply = find_reply(request, question_id, number)
    if not rules.can_say_it_helped(request.user, reply):
        raise PermissionDenied(_("You can say this about replies of other people."))
    actions.say_it_helped(by=request.user, reply=reply)
    return redirect(reply.get_absolute_url())
