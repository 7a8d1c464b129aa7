"""Asking in three short steps: the question, details and place, check and post. A draft on the server carries the words from step to step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from accounts.access import members_only, open_to_all
from accounts.limits import TooOften
from forum.discussions import actions, drafts, rules
from forum.discussions.aliases import Alias, words_that_tell
from forum.discussions.forms import DetailsForm, PostForm, TitleForm, has_agreed
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, Question
from forum.discussions.places import place_of
from forum.discussions.queries import pages_to_ask_on
from forum.discussions.signing_in import is_known, say_who_first
from forum.discussions.similar import similar_to
from forum.discussions.views.reading import a_number
from forum.discussions.views.refusing import pause, too_often
from forum.discussions.wording import SEALED_AT_MOST, TYPED_AT_MOST, about, offer
from forum.html import text_of
from guide.languages import OWN
from guide.spiral import language_of_path, read_spiral

TITLE_AT_MOST, PAGE_AT_MOST, PASSAGE_AT_MOST = 140, 20, 36  # of what an address may bring along
WORDS_OF_FORMS = ("title", "details", "where", "other_page", "topic", "shown", "page", "passage", "anchor", "body")


@open_to_all
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Step 1. `page` and `passage` say where one came from, `quote` which words one selected there, `title` what one searched for; `draft` goes on with kept words."""
    key = a_key(request.POST.get("draft") or request.GET.get("draft"))
    draft = drafts.find(request, key, kind=Draft.Kind.QUESTION)
    begun = None if draft or request.method == "POST" else drafts.latest(request, kind=Draft.Kind.QUESTION, about="")
    words = draft.words if draft else typed_in(request.GET, title=TITLE_AT_MOST, page=PAGE_AT_MOST, passage=PASSAGE_AT_MOST, quote=TYPED_AT_MOST)
    form = TitleForm(posted(request), initial={"title": words.get("title", "")})
    if request.method == "POST":
        words = typed_in(request.POST, title=None, page=PAGE_AT_MOST, passage=PASSAGE_AT_MOST, anchor=SEALED_AT_MOST)
        kept = keep_question(request, key, words, form)
        draft = kept or draft
        if draft and draft.posted_question:
            return redirect("forum:ask_posted", draft.posted_question.pk)
        if kept and request.POST.get("later"):
            return remembering(request, kept, redirect(where_to_rest(request, kept)))
        if draft and form.is_valid():
            return remembering(request, draft, redirect(next_step(request, form), draft.key))
    elif draft and draft.posted_question:
        return redirect("forum:ask_posted", draft.posted_question.pk)
    came_from = page_named(words.get("page"))
    context = {"form": form, "key": draft.key if draft else key or uuid.uuid4(), "page": words.get("page", ""), "passage": words.get("passage", "")}
    context |= {"came_from": came_from and place_of(came_from, read_spiral(came_from)), "offer": offer(came_from, words.get("passage", ""), selected=words.get("quote", ""), sealed=words.get("anchor", ""))}
    context["begun"] = begun if begun and begun.words.get("title") else None
    context |= {"kept": draft if draft and draft.words else None, "seen": seen_by(form, draft, "title")}
    return remembering(request, draft, as_the_form_went(form, render(request, "forum/ask.html", context)))


def next_step(request: HttpRequest, form: TitleForm) -> str:
    """Whoever saw nothing similar while typing sees it now, if there is any."""
    return "forum:ask_details" if request.POST.get("looked") or not similar_to(form.cleaned_data["title"]) else "forum:ask_similar"


def posted(request: HttpRequest):
    """What a form is bound to: an empty press is a press too."""
    return request.POST if request.method == "POST" else None


def typed_in(data, **at_most: int | None) -> dict[str, str]:
    """These fields as they were typed; what no form of ours makes longer is cut."""
    return {name: data.get(name, "")[:length] for name, length in at_most.items()}


def where_to_rest(request: HttpRequest, draft: Draft) -> str:
    """After “Save and come back later”: the page they came from, or their drafts."""
    page = page_named(draft.words.get("page"))
    if page:
        return place_of(page, read_spiral(page)).url
    return reverse("forum:my_questions") if request.user.is_authenticated else "/"


def seen_by(form: Form, draft: Draft | None, *names: str) -> str:
    """For the form's hidden field: which words it was opened with."""
    overtaken = getattr(form, "overtaken", None)
    return overtaken.seen if overtaken else drafts.seen(draft.words if draft else {}, names)


def keep_question(request: HttpRequest, key: uuid.UUID | None, words: dict[str, str], form: Form) -> Draft | None:
    """None when they cannot be kept: the form says why, and shows them again."""
    try:
        return drafts.keep_anyway(request, key=key, kind=Draft.Kind.QUESTION, about="", words=words, opened_with=request.POST.get("seen"))
    except (drafts.TooMuch, drafts.Overtaken, TooOften) as refused:
        return say_not_kept(form, refused)


def say_not_kept(form: Form, refused: drafts.TooMuch | drafts.Overtaken | TooOften) -> None:
    """The reason among the form's errors; `form.wait` seconds when it was too often, `form.overtaken` with the other window's words."""
    if isinstance(refused, drafts.Overtaken):
        form.overtaken = refused
        form.add_error(None, _("This was changed in another window since you opened it. Both versions are here: press again to keep the one in the form."))
    elif isinstance(refused, TooOften):
        form.wait = refused.seconds
        words = _("That was a lot in a short time, so this is not saved yet. Your words are still here: press again in about %(time)s.")
        form.add_error(None, ValidationError(words, params={"time": refused.wait}, code="too_often"))
    elif form.is_valid():  # otherwise it says already what to shorten
        form.add_error(None, _("This is longer than we can keep. Shorten it, or send it in two parts."))


def as_the_form_went(form: Form, response: HttpResponse) -> HttpResponse:
    """Its status: 429 and when to press again, 409 when another window was faster, 422 with errors, otherwise as it is."""
    if hasattr(form, "overtaken"):
        response.status_code = 409
    elif wait := getattr(form, "wait", 0):
        response.status_code, response.headers["Retry-After"] = 429, str(wait)
    elif form.errors:
        response.status_code = 422
    return response


def a_key(typed: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed) if typed else None
    except ValueError:
        return None


def page_named(typed: str | None) -> Page | None:
    """The page with this id if it can be asked on; None for anything else, such as a page deleted meanwhile."""
    number = a_number(typed)
    return pages_to_ask_on().filter(pk=number).first() if number else None


def remembering(request: HttpRequest, draft: Draft | None, response: HttpResponse) -> HttpResponse:
    if draft:
        drafts.remember(request, response, draft)
    return response


def draft_not_here(request: HttpRequest) -> HttpResponse:
    """404 for someone else's and for none. Whoever was signed out meanwhile reads the way back, and what they typed last."""
    words = [(name, request.POST[name]) for name in ("title", "details") if request.POST.get(name)]
    return render(request, "forum/draft_not_here.html", {"words": words, "come_back": request.path}, status=404)


def of_what_is_asked(view: Callable[[HttpRequest, Draft], HttpResponse]) -> Callable[[HttpRequest, uuid.UUID], HttpResponse]:
    """A step after the first. `view` gets the draft while it is the visitor's and open; what was posted meanwhile has a page of its own."""

    @wraps(view)
    def step(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        draft = drafts.find(request, key, kind=Draft.Kind.QUESTION)
        if draft is None:
            return draft_not_here(request)
        if draft.posted_question:
            return redirect("forum:ask_posted", draft.posted_question.pk)
        return view(request, draft)

    return step


@open_to_all
@never_cache
@of_what_is_asked
def ask_details(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Step 2: details, and where the question should appear."""
    form = details_form(draft, posted(request))
    if request.method == "POST":
        typed = typed_in(request.POST, details=None, where=PAGE_AT_MOST, other_page=PAGE_AT_MOST, topic=PAGE_AT_MOST, shown=PAGE_AT_MOST)
        kept = keep_question(request, draft.key, typed, form)
        if kept and request.POST.get("later"):
            return remembering(request, kept, redirect(where_to_rest(request, kept)))
        if kept and form.is_valid():
            return remembering(request, kept, redirect("forum:ask_check", kept.key))
    return as_the_form_went(form, details_page(request, draft, form))


def details_page(request: HttpRequest, draft: Draft, form: DetailsForm) -> HttpResponse:
    context = {"form": form, "draft": draft, "title": draft.words.get("title", ""), "groups": pages_in_groups(), "came_from": form.came_from}
    context["seen"] = seen_by(form, draft, *drafts.STEP_TWO)
    return render(request, "forum/ask_details.html", context)


def details_form(draft: Draft, data=None) -> DetailsForm:
    came_from = page_named(draft.words.get("page"))
    name = place_of(came_from, read_spiral(came_from)).name if came_from else ""
    initial = {field: draft.words[field] for field in ("details", "where", "other_page", "topic", "shown") if draft.words.get(field)}
    return DetailsForm(data, initial=initial, came_from=came_from, came_from_name=name, alias=Alias(Question.objects.free_alias(draft.key)))


def pages_in_groups() -> list[tuple[str, list[tuple[int, str]]]]:
    """The pages one can ask on, stage by stage, for a list to choose from; a page that is translated once, in the reader's language."""
    pages = [page for page in pages_to_ask_on() if language_of_path(page.url_path) == OWN]
    spiral = read_spiral(pages[0]) if pages else None
    groups: dict[str, list[tuple[int, str]]] = {}
    for page in pages:
        place = place_of(page, spiral)
        group = (place.above or place).name if place.stage else _("Other pages")
        groups.setdefault(group, []).append((page.pk, place.name))
    return list(groups.items())


@open_to_all
@never_cache
@of_what_is_asked
def ask_check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Step 3: see it as others will, and post it. A stranger signs in first and comes back here to press again."""
    title, details = TitleForm({"title": draft.words.get("title", "")}), details_form(draft, draft.words)
    if not title.is_valid():
        return redirect(f"{reverse('forum:ask')}?draft={draft.key}")
    if "where" not in draft.words:
        return redirect("forum:ask_details", draft.key)
    if not details.is_valid():  # such as a page that is gone by now
        return as_the_form_went(details, details_page(request, draft, details))
    form = PostForm(posted(request), agreed_before=has_agreed(request.user))
    if request.method == "POST" and not is_known(request.user):
        return say_who_first(request, reverse("forum:ask_check", args=[draft.key]))
    if request.method == "POST" and form.is_valid():
        return post_question(request, draft, title.cleaned_data["title"], details)
    page = details.page()
    place = place_of(page, read_spiral(page)) if page else None
    asked_about = about(details.came_from, draft.words.get("passage", ""), draft.words.get("anchor", "")) if page and page == details.came_from else None
    context = {"form": form, "draft": draft, "asked_about": asked_about, "title": title.cleaned_data["title"], "details": details.cleaned_data["details"], "place": place, "topic": details.cleaned_data["topic"]}
    context["rest_at"] = where_to_rest(request, draft)
    context["stood_on"] = place_of(details.came_from, read_spiral(details.came_from)) if details.came_from and details.came_from != page else None
    if details.without_name:
        said = f"{context['title']} {text_of(context['details'])}"
        context |= {"alias": details.alias, "telling": "”, “".join(words_that_tell(request.user, said))}
    return render(request, "forum/ask_check.html", context, status=422 if form.errors else 200)


def post_question(request: HttpRequest, draft: Draft, title: str, details: DetailsForm) -> HttpResponse:
    user, page = request.user, details.page()
    if not rules.can_post(user):
        return pause(request)
    try:
        count_a_post(request)
    except TooOften as limit:
        return too_often(request, limit, back=reverse("forum:ask_check", args=[draft.key]))
    stood_on = details.came_from
    asked_about = about(stood_on, draft.words.get("passage", ""), draft.words.get("anchor", ""))
    heading = asked_about.heading if asked_about and page == stood_on else asked_about.words or asked_about.heading if asked_about else ""
    try:
        asked = actions.ask(by=user, title=title, body=details.cleaned_data["details"], page=page, wording=asked_about and asked_about.wording, heading=heading, came_from=stood_on, topic=details.cleaned_data["topic"], draft=draft, without_name=details.without_name)
    except actions.PageIsGone:
        return redirect("forum:ask_check", draft.key)  # which says that it is gone, and asks for another
    user.accept_house_rules()
    return redirect("forum:ask_posted", asked.pk)


@members_only
def ask_posted(request: HttpRequest, question_id: int) -> HttpResponse:
    """What happens now. Only the asker sees this page."""
    asked = get_object_or_404(Question.objects.with_authors(), pk=question_id, author=request.user)
    if not (asked.is_waiting or asked.is_visible):  # a press of long ago
        return redirect("forum:my_questions")
    spiral = read_spiral(asked.page)
    others = Question.objects.visible().on(asked.page_key).exclude(pk=asked.pk).newest_first().with_authors()[:3]
    context = {"question": asked, "place": place_of(asked.page, spiral), "others": others, "draft": Draft.objects.filter(posted_question=asked).first()}
    return render(request, "forum/ask_waiting.html" if asked.is_waiting else "forum/ask_posted.html", context)


@open_to_all
@never_cache
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Save what stands in a form, while it is being typed. Answers `{"saved_at": "2026-11-26T14:31:00+00:00"}` and what the form sends from then on.

    Or 409 when it was posted already, or saved in another window meanwhile: then with that window's words.
    """
    key, kind = a_key(request.POST.get("draft")), request.POST.get("kind", "")
    if key is None or kind not in Draft.Kind.values:
        return JsonResponse({"error": _("This form has no key. Open it again: your words are kept on this device.")}, status=400)
    typed = {name: request.POST[name] for name in WORDS_OF_FORMS if name in request.POST}
    try:
        kept = drafts.keep(request, key=key, kind=kind, about=request.POST.get("about", "")[:60], words=typed, opened_with=request.POST.get("seen"))
    except drafts.Overtaken as other:
        said = _("This was changed in another window since you opened it, so these words are kept on this device only. Say which version you want.")
        return JsonResponse({"error": said, "other": other.written, "seen": other.seen}, status=409)
    except drafts.TooMuch:
        return JsonResponse({"error": _("This is longer than we can keep. Shorten it, or send it in two parts.")}, status=413)
    if kept is None:
        return JsonResponse({"error": _("These words belong to someone else.")}, status=409)
    if kept.is_posted:
        return JsonResponse({"error": _("These words were posted already.")}, status=409)
    return remembering(request, kept, JsonResponse({"saved_at": kept.saved_at.isoformat()} | what_the_form_sends(kept, typed)))


def what_the_form_sends(kept: Draft, typed: dict[str, str]) -> dict:
    """From now on; step 1, which was opened without a draft, is found again at the draft's own address."""
    told: dict = {"fields": {"seen": drafts.seen(kept.words, drafts.fields_of_form(typed))}}
    if kept.kind == Draft.Kind.QUESTION and "title" in typed:
        told |= {"address": f"{reverse('forum:ask')}?draft={kept.key}", "keep": f"ask-title-{kept.key}"}
    return told
