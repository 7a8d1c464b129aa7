"""Changing one's own words, and reading what a post said before."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access import members_only, open_to_all, same_for_all_visitors
from accounts.limits import TooOften
from forum import html
from forum.comparison import compare
from forum.discussions import drafts, mentions, rules
from forum.discussions.actions import Overtaken
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, Question, Reply
from forum.discussions.threads import is_stub
from forum.discussions.views.answering import find_post
from forum.discussions.views.asking import a_key, as_the_form_went, posted, say_not_kept
from forum.discussions.views.moved import goes_where_it_went
from forum.discussions.views.reading import a_number, address_in_place
from forum.discussions.views.refusing import pause, too_often
from forum.history import actions
from forum.history.changes import History
from forum.history.forms import EditForm, EditQuestionForm, EditReplyForm
from forum.history.models import Post


# ---------------------------------------------------------------- changing it


@members_only
@goes_where_it_went
def edit(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Change one's own post: while it waits, to mend a declined one and send it again, and once it stands on the site."""
    post = find_post(request, question_id, number)
    if post.author_id != request.user.pk:
        raise PermissionDenied
    draft = drafts.latest(request, kind=Draft.Kind.EDIT, about=about_edit(post))
    form = edit_form(post, draft, posted(request))
    if request.method == "POST":
        draft = keep_edit(request, post, draft, form) or draft
        if hasattr(form, "wait") or hasattr(form, "overtaken"):
            return as_the_form_went(form, edit_page(request, post, form, draft))
    if not rules.can_edit(request.user, post):
        return edit_page(request, post, form, draft, status=409, problem=why_it_cannot_be_changed(post)) if rules.can_post(request.user) else pause(request)
    if request.method == "POST" and form.is_valid():
        return save(request, post, form, draft)
    return as_the_form_went(form, edit_page(request, post, form, draft))


def save(request: HttpRequest, post: Post, form: EditForm, draft: Draft | None) -> HttpResponse:
    """The new words stand, or the page says why not and shows them again: they are a draft by then."""
    try:
        if post.is_visible:
            count_a_post(request)
        actions.edit(by=request.user, post=post, seen=request.POST.get("stands", ""), **form.cleaned_data)
    except TooOften as limit:
        return too_often(request, limit, back=request.path)
    except mentions.TooMany as refused:
        form.add_error("body", str(refused))
        return as_the_form_went(form, edit_page(request, post, form, draft))
    except actions.ChangedElsewhere as changed:
        post.refresh_from_db()
        return edit_page(request, post, form, draft, status=409, problem=str(changed), beside=True)
    except Overtaken:
        post.refresh_from_db()
        return edit_page(request, post, form, draft, status=409, problem=why_it_cannot_be_changed(post))
    if draft:
        draft.delete()
    return redirect(where_it_stands(post, posted=about_edit(post)))


def where_it_stands(post: Post, **more: str) -> str:
    if isinstance(post, Reply):
        return address_in_place(post.question, post, **more)
    post.refresh_from_db(fields=["title"])
    return f"{post.get_absolute_url()}?{urlencode(more)}"


def about_edit(post: Post) -> str:
    return f"edit:{post._meta.model_name}:{post.pk}"


def edit_form(post: Post, draft: Draft | None, data) -> EditForm:
    stands = {"body": mentions.as_typed(html.to_plain(post.body))} | ({"title": post.title} if isinstance(post, Question) else {})
    form = EditQuestionForm if isinstance(post, Question) else EditReplyForm
    return form(data, on_the_site=post.is_visible, initial=stands | (draft.words if draft else {}))


def keep_edit(request: HttpRequest, post: Post, draft: Draft | None, form: Form) -> Draft | None:
    """None when they cannot be kept: the form says why, and shows them again."""
    typed = {name: request.POST[name] for name in ("title", "body") if name in request.POST}
    try:
        return drafts.keep_anyway(request, key=draft.key if draft else a_key(request.POST.get("draft")), kind=Draft.Kind.EDIT, about=about_edit(post), words=typed, opened_with=request.POST.get("seen"))
    except (drafts.TooMuch, drafts.Overtaken, TooOften) as refused:
        return say_not_kept(form, refused)


def edit_page(request, post, form, draft, *, status: int = 200, problem: str = "", beside: bool = False) -> HttpResponse:
    """`beside` shows what stands there by now next to what was typed."""
    context = {"post": post, "form": form, "problem": problem, "draft": draft or Draft(kind=Draft.Kind.EDIT), "about": about_edit(post)}
    context |= {"stands": stands_in(request, post, afresh=beside), "other": what_stands_beside(post, form) if beside else None}
    return render(request, "forum/edit.html", context, status=status)


def stands_in(request: HttpRequest, post: Post, *, afresh: bool) -> str:
    """What the form was opened with, also when it comes back for another reason."""
    return actions.words_seen(post) if afresh else request.POST.get("stands", actions.words_seen(post))


def what_stands_beside(post: Post, form: EditForm) -> dict:
    title = {"title": post.title} if isinstance(post, Question) else {}
    there = "\n\n".join([*title.values(), html.to_plain(post.body)])
    typed = "\n\n".join([form[name].value() or "" for name in (*title, "body")])
    before, after = compare(there, typed)
    return {"before": {"name": _("What stands there now"), "pieces": before}, "after": {"name": _("What you typed"), "pieces": after}}


def why_it_cannot_be_changed(post: Post) -> str:
    if post.is_visible:
        return _("Staff read what you write before it appears, so what stands on the site already cannot be changed here. What you changed is kept as a draft.")
    return _("This was taken away, so it cannot be changed just now. What you changed is kept as a draft.")


# ---------------------------------------------------------------- reading what it said before


@open_to_all
@same_for_all_visitors
@goes_where_it_went
def history(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """What was changed in a question or a reply, newest first, and one change word by word: `change` is the version before it."""
    post = find_post(request, question_id, number)
    if isinstance(post, Reply) and is_stub(post, request.user):
        raise Http404
    told = History(post, request.user)
    shown = told.change(a_number(request.GET.get("change")))
    context = {
        "post": post,
        "question": post if isinstance(post, Question) else post.question,
        "history": told,
        "shown": shown,
        "comparison": told.compare(shown) if shown else None,
        "moderates": request.user.is_authenticated and request.user.moderates_discussions and post.author_id != request.user.pk,
    }
    return render(request, "forum/history.html", context)
