"""What a post said before: put back, or taken out of its history."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.access import moderates_discussions, staff_only
from forum.discussions.models import Question
from forum.history.models import Version
from moderation import caring
from moderation.care_forms import ReasonForm
from moderation.models import Act
from moderation.views.caring import WORDS, care_page, carry_out
from moderation.views.cases import case_or_404

CARRIED_OUT = {Act.PUT_WORDS_BACK: caring.put_words_back, Act.TOOK_WORDS_OUT: caring.take_words_out}


@staff_only(moderates_discussions)
@never_cache
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(request, pk, Act.PUT_WORDS_BACK)


@staff_only(moderates_discussions)
@never_cache
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(request, pk, Act.TOOK_WORDS_OUT)


def decide(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    """About a former version, which the page shows."""
    version = get_object_or_404(Version.objects.select_related("question", "reply__question", "reply__stands_for"), pk=pk)
    post = version.post
    found = case_or_404(request, "question" if isinstance(post, Question) else "reply", post.pk)
    form = ReasonForm(request.POST or None, initial={"seen": found.seen}, hint=WORDS[act].hint)
    show = partial(care_page, version=version)
    return carry_out(request, found, form, act, lambda data: CARRIED_OUT[act](by=request.user, post=found.post, version=version, reason=form.reason(), seen=data["seen"]), show=show)
