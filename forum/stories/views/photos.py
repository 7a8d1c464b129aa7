"""The photos of a story: the part where they are added and described, the upload of each, and the file itself."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import members_only
from accounts.limits import TooOften, take
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.discussions.views.refusing import pause
from forum.stories import actions, photos, rules
from forum.stories.forms import PhotosForm
from forum.stories.models import PHOTOS_AT_MOST, Photo, Submission
from forum.stories.parts import Part
from forum.stories.views.author import authors_own, held_words, show_words, where_it_is
from forum.stories.views.writing import after_keeping, not_in_hand, part_page, two_versions, typed_into
from guide.pictures import PictureRefused

UPLOADS = {"most": 60, "seconds": 10 * 60}  # of a member; a cut one that is sent again counts again


@authors_own(Part.PHOTOS)
def share_photos(request: HttpRequest, story: Submission) -> HttpResponse:
    """Describe the photos; without script, the chosen files come with the same press."""
    if not story.open_to_the_author:
        return not_in_hand(request, story)
    if not can_post(request.user):
        return pause(request)
    held, typed = held_words(request, story, Part.PHOTOS)
    if request.method != "POST":
        form = PhotosForm(story=story, initial=typed_into(story, Part.PHOTOS, typed))
        return photos_page(request, story, form, held=held)
    form = PhotosForm(request.POST, story=story)
    if answer := keep_what_is_said(request, story, form):
        return answer
    if held:
        held.delete()
    refused = add_files(request, story)
    if refused or request.FILES:
        return after_adding(request, story, refused)
    saved = actions.save_part(by=request.user, story=story, part=Part.PHOTOS, words={})
    return after_keeping(request, saved, form)


def photos_page(request: HttpRequest, story: Submission, form: PhotosForm, **context) -> HttpResponse:
    return part_page(request, story, form, most=PHOTOS_AT_MOST, **context)


def keep_what_is_said(request: HttpRequest, story: Submission, form: PhotosForm) -> HttpResponse | None:
    """Save the descriptions that came with a press. An answer when they could not be saved."""
    form.is_valid()
    try:
        if changed := form.overtaken():
            return both_versions(request, story, form, changed)
        photos.describe_photos(by=request.user, story=story, about=form.about())
    except Overtaken as overtaken:
        return show_words(request, problem=str(overtaken), back=where_it_is(story))
    return None


def both_versions(request: HttpRequest, story: Submission, form: PhotosForm, changed: list[Photo]) -> HttpResponse:
    said = form.about()
    versions = [
        one | {"label": f"{photo.name}: {one['label']}"}
        for photo in changed
        for one in two_versions(in_words(photos.About(photo.alt, photo.people)), in_words(said[photo.pk]))
    ]
    problem = _("This was changed in another window since you opened it. Both versions are below.")
    return photos_page(request, story, form, status=409, problem=problem, versions=versions)


def in_words(about: photos.About) -> dict[str, str]:
    return {_("description"): about.alt, _("who is in it"): str(dict(Photo.People.choices).get(about.people, ""))}


def add_files(request: HttpRequest, story: Submission) -> list[str]:
    """Every chosen file; the sentences for those that were refused."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            add_file(request, story, upload)
        except (PictureRefused, Overtaken) as reason:
            refused.append(f"{upload.name}: {reason}")
        except TooOften as limit:
            refused.append(f"{upload.name}: {too_many_files(limit)}")
    return refused


def add_file(request: HttpRequest, story: Submission, upload: UploadedFile) -> Photo:
    """Reading a large photo costs a second of work, so they are counted."""
    take("photo", str(request.user.pk), **UPLOADS)
    return photos.add_photo(by=request.user, story=story, upload=upload, name=upload.name)


def too_many_files(limit: TooOften) -> str:
    words = _("That was a lot of photos in a short time. You can add this one in about %(time)s.")
    return words % {"time": limit.wait}


def after_adding(request: HttpRequest, story: Submission, refused: list[str]) -> HttpResponse:
    """Back to the photos, which want to be described; with what was wrong with a file beside the way to choose another."""
    if not refused:
        return redirect(reverse("forum:share_photos", args=[story.pk]) + "#photos")
    fresh = Submission.objects.with_people().get(pk=story.pk)
    return photos_page(request, fresh, PhotosForm(story=fresh), status=422, refused=refused, problem=refused[0])


@authors_own(Part.PHOTOS)
@require_POST
def add_photo(request: HttpRequest, story: Submission) -> HttpResponse:
    """One file or more. A script asks for JSON and gets the photo's place in the form, or a sentence; the same file again is no second photo."""
    if not story.open_to_the_author or not can_post(request.user):
        return refusal(_("This story cannot be changed just now."), 409) if wants_json(request) else not_in_hand(request, story)
    if wants_json(request):
        return add_one(request, story)
    if answer := keep_what_is_said(request, story, PhotosForm(request.POST, story=story)):
        return answer
    refused = add_files(request, story) if request.FILES else [_("Choose a photo first")]
    return after_adding(request, story, refused)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def refusal(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def add_one(request: HttpRequest, story: Submission) -> JsonResponse:
    upload = request.FILES.get("files")
    if upload is None:
        return refusal(_("Choose a photo first"), 400)
    try:
        photo = add_file(request, story, upload)
    except TooOften as limit:
        return refusal(too_many_files(limit), 429)
    except PictureRefused as reason:
        return refusal(str(reason), 422)
    except Overtaken as overtaken:
        return refusal(str(overtaken), 409)
    form = PhotosForm(story=story)
    row = next(row for row in form.rows if row["photo"].pk == photo.pk)
    drawn = render_to_string("forum/_share_photo.html", {"row": row, "story": story}, request)
    return JsonResponse({"photo": photo.pk, "html": drawn, "count": len(form.rows)})


@authors_own(Part.PHOTOS)
@require_POST
def remove_photo(request: HttpRequest, story: Submission, photo_id: int) -> HttpResponse:
    """Take a photo out; what was typed about the others is kept."""
    if not story.open_to_the_author or not can_post(request.user):
        return not_in_hand(request, story)
    if answer := keep_what_is_said(request, story, PhotosForm(request.POST, story=story)):
        return answer
    photos.remove_photo(by=request.user, story=story, photo_id=photo_id)
    return redirect(reverse("forum:share_photos", args=[story.pk]) + "#photos")


@members_only
@never_cache
def story_photo(request: HttpRequest, story_id: int, photo_id: int) -> HttpResponse:
    """The file (`?small`: as large as our pages draw it), for the author and for those who decide about stories or edit the guide.

    Nobody may keep a copy.
    """
    photo = get_object_or_404(Photo.objects.select_related("submission"), pk=photo_id)
    if photo.submission_id != story_id or not rules.can_see_photos(request.user, photo.submission):
        raise Http404
    try:
        file = io.BytesIO(photos.small(photo)) if "small" in request.GET else photo.file.open("rb")
    except OSError as lost:
        raise Http404 from lost
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return FileResponse(file, content_type="image/jpeg", headers=headers)
