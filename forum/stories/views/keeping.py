"""Keeping a part of a story while it is being typed."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import open_to_all
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.discussions.signing_in import is_known
from forum.stories import actions, parts, photos
from forum.stories.forms import PartForm, PhotosForm, was
from forum.stories.models import Submission
from forum.stories.parts import Part
from forum.stories.views.writing import form_of, keep_part


@open_to_all
@never_cache
@require_POST
def share_keep(request: HttpRequest, story_id: int) -> JsonResponse:
    """Save a part while it is being typed. `fields` are what the form sends with its next save."""
    if not is_known(request.user):
        return JsonResponse({"error": _("You were signed out. Your words are kept on this device.")}, status=401)
    story = Submission.objects.filter(author=request.user).with_people().filter(pk=story_id).first()
    part = request.POST.get("part")
    if story is None or part not in parts.WRITTEN:
        return JsonResponse({"error": _("This story is not there any more. Your words are kept on this device.")}, status=404)
    if not story.open_to_the_author or not can_post(request.user):
        return JsonResponse({"error": _("This story cannot be changed just now. Your words are kept on this device.")}, status=409)
    form = form_of(story, Part(part), request.POST)
    try:
        saved, fields = keep_descriptions(request, form) if isinstance(form, PhotosForm) else kept(request, form)
    except Overtaken:
        return JsonResponse({"error": _("This was changed in another window. Press “Save and go on” to see both versions.")}, status=409)
    if not form.only_lacks:
        first = next(words for errors in form.errors.values() for words in errors)
        return JsonResponse({"error": first, "fields": fields}, status=422)
    return JsonResponse({"saved_at": saved.saved_at.isoformat(), "fields": fields})


def kept(request: HttpRequest, form: PartForm) -> tuple[Submission, dict]:
    saved = keep_part(request, form)
    return saved, {"edit_number": saved.edit_number, "seen": form_of(saved, form.part).seen}


def keep_descriptions(request: HttpRequest, form: PhotosForm) -> tuple[Submission, dict]:
    form.is_valid()
    if form.overtaken():
        raise Overtaken
    photos.describe_photos(by=request.user, story=form.story, about=form.about())
    saved = actions.save_part(by=request.user, story=form.story, part=Part.PHOTOS, words={})
    return saved, {f"was-{photo.pk}": was(photo) for photo in saved.photos.all()}
