"""One search over the guide, questions, replies and stories."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.access import open_to_all
from guide.search.finding import TABS, Finds, Instead, a_plainer_word, did_you_mean
from guide.search.finding import search as look
from guide.search.journal import write_down
from guide.search.models import Entry
from guide.search.narrowing import Asked, names_of_states
from guide.search.results import draw
from guide.search.wishes import Wish, read_wish
from guide.spiral import Spiral, read_spiral

A_PAGE = 10
KEPT_FOR = 30  # seconds: where the guide begins, which states have something to find
FORMS_KEPT = 200  # a process; one is 6 kB

_kept: dict[str, tuple[float, Page, tuple[tuple[str, str], ...]]] = {}  # by language; one for each process
_forms: dict[tuple, tuple[Spiral, str]] = {}


@open_to_all
def search(request: HttpRequest) -> HttpResponse:
    """Nobody's results are kept: there are as many addresses as words."""
    language = get_language() or "en"
    home, states = _home_and_states(language)
    wish = read_wish(request.GET.get("q", ""), language)
    asked = Asked(request.GET, wish.typed, read_spiral(home))
    finds = look(wish, language=language, narrowed=asked.narrowed)
    shown = Paginator(finds.of(asked.tab), A_PAGE).get_page(request.GET.get("page"))
    if wish and not asked.narrowed and shown.number == 1:
        write_down(request, wish.typed, found=finds.number(""))
    context = {
        "wish": wish,
        "asked": asked,
        "filters": _filters(asked, states, language),
        "tabs": _tabs(finds, asked),
        "shown": shown,
        "numbers": list(shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)),
        "hits": draw(shown.object_list, wish, asked.spiral),
        "more": finds.has_more(asked.tab),
        "spelled": None,
        "plainer": None,
    }
    if wish and not finds.number(asked.tab):
        context |= _instead(finds, wish, asked, language)
    return render(request, "guide/search.html", context)


def _home_and_states(language: str) -> tuple[Page, tuple[tuple[str, str], ...]]:
    """The guide's home in this language, and the states that have something to find. Two queries, now and then."""
    at, home, states = _kept.get(language, (0.0, None, ()))
    if home is None or time.monotonic() - at >= KEPT_FOR or not settings.VISITOR_PAGES_KEPT_FOR:
        homes = Page.objects.filter(depth=2, content_type__app_label="guide", content_type__model="guidehome").select_related("locale").order_by("path")
        home = next((one for one in homes if one.locale.language_code == language), homes[0])
        states = names_of_states(Entry.objects.exclude(state="").order_by("state").values_list("state", flat=True).distinct())
        _kept[language] = time.monotonic(), home, states
    return home, states


def _filters(asked: Asked, states: tuple[tuple[str, str], ...], language: str) -> str:
    """The form of filters. It names every milestone, and takes as long to draw as the results: what is the same is kept while the tree is."""
    key = (language, asked.tab, asked.stage and asked.stage.id, asked.milestone and asked.milestone.id, asked.state, asked.answered, states)
    spiral, form = _forms.get(key, (None, ""))
    if spiral is not asked.spiral:
        form = render_to_string("guide/_search_filters.html", {"asked": asked, "stages": asked.spiral.stages, "states": states})
        if len(_forms) >= FORMS_KEPT:
            _forms.clear()
        _forms[key] = asked.spiral, form
    return form


def _tabs(finds: Finds, asked: Asked) -> list[dict]:
    labels = {"": _("Everything"), "guide": _("Guide"), "question": _("Questions"), "story": _("Stories")}
    return [
        {"label": labels[tab], "number": finds.number(tab), "more": finds.has_more(tab), "query": asked.query_with(tab=tab), "here": tab == asked.tab}
        for tab in ("", *TABS)
    ]


def _instead(finds: Finds, wish: Wish, asked: Asked, language: str) -> dict[str, Instead | None]:
    """Other words to try. With filters on, taking them off comes first."""
    if asked.narrowed or finds.number(""):
        return {}
    spelled = did_you_mean(finds, language=language)
    return {"spelled": spelled, "plainer": None if spelled else a_plainer_word(finds, language=language)}
