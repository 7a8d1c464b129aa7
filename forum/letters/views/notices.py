"""What is new for a member, by the thing it is about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from forum.letters import notices
from forum.letters.bounces import trouble_of
from forum.letters.follows import kind_and_key


@members_only
@never_cache
def my_notices(request: HttpRequest) -> HttpResponse:
    """The newest first, a page by keyset (`before` is a notice's id). A press marks one thing as read, or all."""
    if request.method == "POST":
        if _mark(request):
            messages.success(request, _("Marked as read."))
        return redirect("letters:my_notices")
    before = request.GET.get("before", "")
    groups, older = notices.newest_of(request.user, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    notices.count_again(request.user)
    return render(request, "letters/my_notices.html", {"groups": groups, "older": older, "older_text": str(older), "came_back": trouble_of(request.user)})


def _mark(request: HttpRequest) -> int:
    if "all" in request.POST:
        return notices.mark_all_seen(request.user)
    return notices.mark_seen(request.user, *kind_and_key(request.POST.get("about", "")))
