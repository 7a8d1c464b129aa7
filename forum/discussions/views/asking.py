"""Asking in three short steps: the question, details and place, check and post. A draft on the server carries the words from step to step."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from accounts.access import members_only, open_to_all
from forum.discussions import actions, drafts, rules
from forum.discussions.forms import DetailsForm, PostForm, TitleForm
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, Question
from forum.discussions.places import heading_of, place_of
from forum.discussions.queries import pages_to_ask_on
from forum.discussions.signing_in import sign_in_first
from forum.discussions.views.reading import a_number
from guide.spiral import read_spiral


@open_to_all
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Step 1. `page` and `passage` say where one came from; `draft` goes on with kept words."""
    draft = drafts.find(request, a_key(request.POST.get("draft") or request.GET.get("draft")))
    if draft and draft.posted_question:
        return redirect("forum:ask_posted", draft.posted_question.pk)
    words = draft.words if draft else {"page": request.GET.get("page", ""), "passage": request.GET.get("passage", "")[:36]}
    key = draft.key if draft else a_key(request.POST.get("draft")) or uuid.uuid4()
    form = TitleForm(request.POST or None, initial={"title": words.get("title", "")})
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("title", "page", "passage")}
        kept = drafts.keep(request, key=key, kind=Draft.Kind.QUESTION, about="", words=typed)
        if kept is None:
            raise Http404
        if form.is_valid():
            return remembering(request, kept, redirect("forum:ask_details", kept.key))
        words = kept.words
    came_from = page_named(words.get("page"))
    context = {"form": form, "key": key, "page": words.get("page", ""), "passage": words.get("passage", "")}
    context |= {"came_from": came_from and place_of(came_from, read_spiral(came_from)), "heading": came_from and heading_of(came_from, words.get("passage", ""))}
    return render(request, "forum/ask.html", context, status=422 if form.errors else 200)


def a_key(typed: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed) if typed else None
    except ValueError:
        return None


def page_named(typed: str | None) -> Page | None:
    """The page with this id if it can be asked on; None for anything else, such as a page deleted meanwhile."""
    number = a_number(typed)
    return pages_to_ask_on().filter(pk=number).first() if number else None


def remembering(request: HttpRequest, draft: Draft, response: HttpResponse) -> HttpResponse:
    drafts.remember(request, response, draft)
    return response


def find_draft(request: HttpRequest, key: uuid.UUID) -> Draft:
    draft = drafts.find(request, key)
    if draft is None or draft.kind != Draft.Kind.QUESTION:
        raise Http404
    return draft


@open_to_all
@never_cache
def ask_details(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Step 2: details, and where the question should appear."""
    draft = find_draft(request, key)
    if draft.posted_question:
        return redirect("forum:ask_posted", draft.posted_question.pk)
    form = details_form(draft, request.POST or None)
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("details", "where", "other_page")}
        draft = drafts.keep(request, key=key, kind=Draft.Kind.QUESTION, about="", words=typed) or draft
        if form.is_valid():
            return redirect("forum:ask_check", key)
    context = {"form": form, "draft": draft, "title": draft.words.get("title", ""), "groups": pages_in_groups(), "came_from": form.came_from}
    return render(request, "forum/ask_details.html", context, status=422 if form.errors else 200)


def details_form(draft: Draft, data=None) -> DetailsForm:
    came_from = page_named(draft.words.get("page"))
    name = place_of(came_from, read_spiral(came_from)).name if came_from else ""
    initial = {field: draft.words[field] for field in ("details", "where", "other_page") if draft.words.get(field)}
    return DetailsForm(data, initial=initial, came_from=came_from, came_from_name=name)


def pages_in_groups() -> list[tuple[str, list[tuple[int, str]]]]:
    """The pages one can ask on, stage by stage, for a list to choose from."""
    pages = list(pages_to_ask_on())
    spiral = read_spiral(pages[0]) if pages else None
    groups: dict[str, list[tuple[int, str]]] = {}
    for page in pages:
        place = place_of(page, spiral)
        group = (place.above or place).name if place.stage else _("Other pages")
        groups.setdefault(group, []).append((page.pk, place.name))
    return list(groups.items())


@open_to_all
@never_cache
def ask_check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Step 3: see it as others will, and post it. A stranger signs in first and comes back here to press again."""
    draft = find_draft(request, key)
    if draft.posted_question:
        return redirect("forum:ask_posted", draft.posted_question.pk)
    title, details = TitleForm({"title": draft.words.get("title", "")}), details_form(draft, draft.words)
    if not title.is_valid():
        return redirect(f"{reverse('forum:ask')}?draft={key}")
    if not details.is_valid():
        return render(request, "forum/ask_details.html", {"form": details, "draft": draft, "title": draft.words.get("title", ""), "groups": pages_in_groups(), "came_from": details.came_from}, status=422 if request.method == "POST" else 200)
    agreed = request.user.is_authenticated and request.user.house_rules_accepted_at is not None
    form = PostForm(request.POST or None, agreed_before=agreed or not request.user.is_authenticated)
    if request.method == "POST" and not request.user.is_authenticated:
        return sign_in_first(request, reverse("forum:ask_check", args=[key]))
    if request.method == "POST" and form.is_valid():
        return post_question(request, draft, title.cleaned_data["title"], details)
    page = details.page()
    place = place_of(page, read_spiral(page)) if page else None
    context = {"form": form, "draft": draft, "title": title.cleaned_data["title"], "details": details.cleaned_data["details"], "place": place}
    return render(request, "forum/ask_check.html", context, status=422 if form.errors else 200)


def post_question(request: HttpRequest, draft: Draft, title: str, details: DetailsForm) -> HttpResponse:
    user, page = request.user, details.page()
    if not rules.can_post(user):
        return render(request, "forum/silenced.html", status=403)
    count_a_post(request)
    passage = draft.words.get("passage", "") if page and page == details.came_from else ""
    heading = heading_of(page, passage) if page else ""
    try:
        asked = actions.ask(by=user, title=title, body=details.cleaned_data["details"], page=page, passage=passage if heading else "", heading=heading, draft=draft)
    except actions.PageIsGone:
        return redirect("forum:ask_details", draft.key)
    user.accept_house_rules()
    return redirect("forum:ask_posted", asked.pk)


@members_only
def ask_posted(request: HttpRequest, question_id: int) -> HttpResponse:
    """What happens now. Only the asker sees this page."""
    asked = get_object_or_404(Question.objects.with_authors(), pk=question_id, author=request.user)
    spiral = read_spiral(asked.page)
    others = Question.objects.visible().on(asked.page_key).exclude(pk=asked.pk).newest_first().with_authors()[:3]
    context = {"question": asked, "place": place_of(asked.page, spiral), "others": others, "draft": Draft.objects.filter(posted_question=asked).first()}
    return render(request, "forum/ask_waiting.html" if asked.is_waiting else "forum/ask_posted.html", context)


@open_to_all
@never_cache
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Save what stands in a form, while it is being typed. Answers `{"saved_at": "2026-11-26T14:31:00+00:00"}`, or 409 when it was posted already."""
    key, kind = a_key(request.POST.get("draft")), request.POST.get("kind", "")
    if key is None or kind not in Draft.Kind.values:
        return JsonResponse({"error": _("This form has no key. Open it again: your words are kept on this device.")}, status=400)
    typed = {name: request.POST[name] for name in ("title", "details", "where", "other_page", "page", "passage", "body", "to") if name in request.POST}
    try:
        kept = drafts.keep(request, key=key, kind=kind, about=request.POST.get("about", "")[:60], words=typed)
    except drafts.TooMuch:
        return JsonResponse({"error": _("This is longer than we can keep. Shorten it, or send it in two parts.")}, status=413)
    if kept is None:
        return JsonResponse({"error": _("These words were posted already.")}, status=409)
    return remembering(request, kept, JsonResponse({"saved_at": kept.saved_at.isoformat()}))
