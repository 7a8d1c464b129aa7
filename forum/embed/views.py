"""Frames for other sites, and what programs are told about them. No cookie, no form, no script; the same for everyone, signed in or not."""

from __future__ import annotations

from html import unescape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import strip_tags

from accounts.access import may_be_framed, open_to_all, same_for_all_visitors
from forum.embed.frames import asked_at, frame_of
from forum.embed.oembed import Unknown, told
from guide.models import GoneAddress, GuidePage, MilestonePage, StagePage, StoryPage
from guide.spiral import read_spiral

WORDS_SHOWN = 120


@open_to_all
@may_be_framed
@same_for_all_visitors
def stage(request: HttpRequest, page_id: int) -> HttpResponse:
    return _questions(request, StagePage.objects.filter(pk=page_id).first())


@open_to_all
@may_be_framed
@same_for_all_visitors
def milestone(request: HttpRequest, page_id: int) -> HttpResponse:
    return _questions(request, MilestonePage.objects.filter(pk=page_id).first())


@open_to_all
@may_be_framed
@same_for_all_visitors
def story(request: HttpRequest, page_id: int) -> HttpResponse:
    """Its beginning. The whole of it, and its pictures, stay where its author agreed to have them."""
    page = StoryPage.objects.select_related("place").filter(pk=page_id).first()
    if page is None or not page.live:
        return _not_here(request, page)
    return _drawn(request, "embed/story.html", page, {"opening": unescape(strip_tags(page.opening.replace("</p>", " "))), "words_shown": WORDS_SHOWN})


@open_to_all
@same_for_all_visitors
def oembed(request: HttpRequest) -> HttpResponse:
    """Any site may ask: nothing here is anybody's own."""
    try:
        response = told(request.GET, request.get_host())
    except Unknown as refusal:
        response = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _questions(request: HttpRequest, page: GuidePage | None) -> HttpResponse:
    if page is None or not page.live:
        return _not_here(request, page)
    spiral = read_spiral(page)
    leaf = spiral.page(page.pk)
    with translation.override(page.language):
        asked = asked_at(page, spiral)
    return _drawn(request, "embed/questions.html", page, {"asked": asked, "leaf": leaf, "stage": spiral.stage_of(leaf) if leaf else None})


def _drawn(request: HttpRequest, template: str, page: GuidePage, more: dict) -> HttpResponse:
    """In the language of its page, whoever looks."""
    with translation.override(page.language):
        response = render(request, template, {"page": page, "frame": frame_of(page)} | more)
    response.headers["Content-Language"] = page.language
    return response


def _not_here(request: HttpRequest, page: GuidePage | None) -> HttpResponse:
    """In a frame too, a sentence: the other site cannot know that the page is gone."""
    taken_back = page is not None and GoneAddress.objects.filter(path=page.address).exists()
    return render(request, "embed/not_here.html", {"taken_back": taken_back}, status=410 if taken_back else 404)
