"""Answering: a reply, its edit and withdrawal, the choice of an answer, and thanks."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from forum import html
from forum.discussions import actions, drafts, rules
from forum.discussions.forms import EditQuestionForm, EditReplyForm
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, Question, Reply
from forum.discussions.places import place_of
from forum.discussions.signing_in import sign_in_first
from forum.discussions.views.asking import a_key, remembering
from forum.discussions.views.reading import a_number, about_reply, address_in_place, find_question, find_reply, reply_form
from guide.spiral import read_spiral


@open_to_all
@never_cache
def reply(request: HttpRequest, question_id: int) -> HttpResponse:
    """Write a reply to the question, or to one of its replies (`to` is its number)."""
    asked = find_question(request, question_id)
    to = a_number(request.POST.get("to") or request.GET.get("to"))
    parent = find_reply(request, question_id, to) if to else None
    about = about_reply(asked, parent)
    draft = drafts.find(request, a_key(request.POST.get("draft") or request.GET.get("draft"))) or drafts.latest(request, kind=Draft.Kind.REPLY, about=about)
    if draft and draft.posted_reply:
        return redirect(draft.posted_reply.get_absolute_url())
    form = reply_form(request.user, draft, request.POST or None)
    if not asked.is_visible or (parent and not parent.is_visible):
        return reply_page(request, asked, parent, form, draft, status=409, problem=_("This was taken away, so it cannot be answered just now. Your words are kept as a draft."))
    if request.method == "POST":
        key = draft.key if draft else a_key(request.POST.get("draft")) or uuid.uuid4()
        draft = drafts.keep(request, key=key, kind=Draft.Kind.REPLY, about=about, words={"body": request.POST.get("body", "")}) or draft
        if draft is None:
            raise Http404
        if not request.user.is_authenticated:
            come_back = f"{reverse('forum:reply', args=[asked.pk])}?{urlencode({'draft': draft.key} | ({'to': to} if to else {}))}"
            return remembering(request, draft, sign_in_first(request, come_back))
        if form.is_valid():
            return post_reply(request, asked, parent, form, draft)
    return reply_page(request, asked, parent, form, draft, status=422 if form.errors else 200)


def reply_page(request, asked, parent, form, draft, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = {"question": asked, "parent": parent, "form": form, "draft": draft or Draft(kind=Draft.Kind.REPLY), "problem": problem}
    context |= {"place": place_of(asked.page, read_spiral(asked.page)), "about": about_reply(asked, parent)}
    return render(request, "forum/reply.html", context, status=status)


def post_reply(request: HttpRequest, asked: Question, parent: Reply | None, form, draft: Draft) -> HttpResponse:
    if not rules.can_post(request.user):
        return render(request, "forum/silenced.html", status=403)
    count_a_post(request)
    try:
        made = actions.reply(by=request.user, question=asked, parent=parent, body=form.cleaned_data["body"], draft=draft)
    except actions.Overtaken as overtaken:
        return reply_page(request, asked, parent, form, draft, status=409, problem=str(overtaken))
    request.user.accept_house_rules()
    return redirect(address_in_place(asked, made, posted=about_reply(asked, parent)))


def find_post(request: HttpRequest, question_id: int, number: int | None) -> Question | Reply:
    return find_reply(request, question_id, number) if number else find_question(request, question_id)


@members_only
def edit(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Change one's own post while it waits, or mend a declined one and send it again."""
    post = find_post(request, question_id, number)
    if post.author_id != request.user.pk:
        raise PermissionDenied
    is_question = isinstance(post, Question)
    kept = {"body": html.to_plain(post.body)} | ({"title": post.title} if is_question else {})
    form = (EditQuestionForm if is_question else EditReplyForm)(request.POST or None, initial=kept)
    if not rules.can_edit(request.user, post):
        problem = _("This stands on the site already, so it cannot be changed here.")
        return render(request, "forum/edit.html", {"post": post, "form": form, "problem": problem}, status=409)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(by=request.user, post=post, **form.cleaned_data)
        except actions.Overtaken as overtaken:
            return render(request, "forum/edit.html", {"post": post, "form": form, "problem": str(overtaken)}, status=409)
        return redirect(post.get_absolute_url())
    return render(request, "forum/edit.html", {"post": post, "form": form}, status=422 if form.errors else 200)


@members_only
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
def choose(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """Choose this reply as the answer, or take the choice back."""
    asked = find_question(request, question_id)
    reply = find_reply(request, question_id, number)
    if not rules.can_choose_answer(request.user, asked):
        raise PermissionDenied(_("The person who asked chooses the answer, or Coalition staff."))
    try:
        if request.POST.get("take_back"):
            actions.take_back_the_choice(by=request.user, question=asked, reply=reply)
        else:
            actions.choose_answer(by=request.user, question=asked, reply=reply, instead_of=a_number(request.POST.get("instead_of")))
    except actions.Overtaken as overtaken:
        return render(request, "forum/overtaken.html", {"question": asked, "problem": str(overtaken)}, status=409)
    return redirect(reply.get_absolute_url())


@members_only
@require_POST
def helped(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """“This helped”: on, or off when it was on."""
    reply = find_reply(request, question_id, number)
    if not rules.can_say_it_helped(request.user, reply):
        raise PermissionDenied(_("You can say this about replies of other people."))
    actions.say_it_helped(by=request.user, reply=reply)
    return redirect(reply.get_absolute_url())
