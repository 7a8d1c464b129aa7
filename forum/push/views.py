"""Switching notices on and off on a device, and the script that shows them there."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from accounts.limits import take
from accounts.security.sessions import device_named, row_of
from forum.push import keys
from forum.push.forms import DeviceForm
from forum.push.models import Device

AT_MOST = 10  # devices of one person
SWITCHED_ON = {"most": 30, "seconds": 60 * 60}


@open_to_all
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser keeps to show pushes. At this address a page that no page is may be its scope, and none is (push.js)."""
    _only_where_pushes_are_on()
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@open_to_all
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone keeps of a site on its home screen. An iPhone takes notices only from a site that stands there by itself."""
    _only_where_pushes_are_on()
    icon = {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    said = {"name": _("Ask the Field"), "id": "/", "start_url": "/", "scope": "/", "display": "standalone", "icons": [icon]}
    return JsonResponse(said, content_type="application/manifest+json")


@lru_cache(1)
def _script() -> str:
    return (settings.BASE_DIR / "static/js/push/worker.js").read_text(encoding="utf-8")


@members_only
@require_POST
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A browser that somebody else had switched on is theirs who is signed in there now."""
    _only_where_pushes_are_on()
    take("push-device", str(request.user.pk), **SWITCHED_ON)
    form = DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["subscription"][0])
        return redirect("letters:settings")
    said = form.cleaned_data["subscription"]
    if Device.objects.filter(person=request.user).exclude(endpoint=said["endpoint"]).count() >= AT_MOST:
        messages.error(request, _("You get notices on %(number)s devices, and that is as many as we can keep. Remove one that you do not need any more.") % {"number": AT_MOST})
        return redirect("letters:settings")
    Device.objects.filter(endpoint=said["endpoint"]).exclude(person=request.user).delete()
    name = str(device_named(request.headers.get("User-Agent", "")))[:60]
    fields = said | {"person": request.user, "session": row_of(request), "name": name, "added_at": timezone.now()}
    Device.objects.update_or_create(endpoint=said["endpoint"], defaults=fields)
    messages.success(request, _("Notices come to this device from now on."))
    return redirect("letters:settings")


@members_only
@require_POST
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    _only_where_pushes_are_on()
    device = get_object_or_404(Device, pk=pk, person=request.user)
    device.delete()
    messages.success(request, _("No more notices come to “%(name)s”.") % {"name": device.name})
    return redirect("letters:settings")


def _only_where_pushes_are_on() -> None:
    if not keys.are_on():
        raise Http404
