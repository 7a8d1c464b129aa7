"""Addresses of what stands in another thread by now. They lead there, and words sent to them arrive there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from forum.discussions.joining import where_it_is
from forum.discussions.models import Draft, Question, Reply

View = Callable[..., HttpResponse]


def goes_where_it_went(view: View) -> View:
    """For views of a question, or of one of its replies by `number`. Costs nothing where the view finds what it looks for."""

    @wraps(view)
    def moved(request: HttpRequest, question_id: int, number: int | None = None, **words) -> HttpResponse:
        given = {"number": number} if number is not None else {}
        try:
            return view(request, question_id, **given, **words)
        except Http404:
            now = where_it_is(question_id, number)
            if now is None:
                raise
        if isinstance(now, Reply) and number is not None:
            if request.method == "POST":
                return view(request, now.question_id, now.number, **words)
            return redirect(reverse(request.resolver_match.view_name, args=[now.question_id, now.number]))
        return redirect(now if now.is_visible else _without_its_words(now))

    return moved


def _without_its_words(now: Question | Reply) -> str:
    """An address with a title in it would tell whoever knocks what staff have hidden."""
    return now.get_absolute_url() if isinstance(now, Reply) else reverse("forum:question_by_number", args=[now.pk])


def reply_goes_where_it_went(view: View) -> View:
    """For the form of a reply, whose `to` is the number of what it answers: it opens where that stands now, and takes what was typed before."""

    @wraps(view)
    def moved(request: HttpRequest, question_id: int) -> HttpResponse:
        try:
            return view(request, question_id)
        except Http404:
            typed = request.POST.get("to") or request.GET.get("to") or ""
            to = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
            now = where_it_is(question_id, to) or (where_it_is(question_id) if to else None)
            if now is None:
                raise
        new, number = (now.pk, None) if isinstance(now, Question) else (now.question_id, now.number)
        data = (request.POST if request.method == "POST" else request.GET).copy()
        data.pop("to", None)
        if number:
            data["to"] = str(number)
        if request.method == "POST":
            request.POST = data
            return view(request, new)
        _take_the_draft_along(request, f"question:{new}:{number}" if number else f"question:{new}")
        return redirect(f"{reverse(request.resolver_match.view_name, args=[new])}?{data.urlencode()}")

    return moved


def _take_the_draft_along(request: HttpRequest, about: str) -> None:
    """A draft that was saved after the thread had moved is found under its new name from now on."""
    from forum.discussions.views.asking import a_key  # which imports reading, and that this

    if request.user.is_authenticated and (key := a_key(request.GET.get("draft"))):
        Draft.objects.filter(key=key, owner=request.user, kind=Draft.Kind.REPLY, posted_reply=None).update(about=about)
