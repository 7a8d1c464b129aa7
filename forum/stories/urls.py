from django.urls import path

from forum.stories.views import final, keeping, mine, photos, sharing, writing

urlpatterns = [
    # writing a story
    path("share/", sharing.share, name="share"),
    path("share/<number:story_id>/", sharing.share_parts, name="share_parts"),
    path("share/<number:story_id>/story/", writing.share_story, name="share_story"),
    path("share/<number:story_id>/place/", writing.share_place, name="share_place"),
    path("share/<number:story_id>/photos/", photos.share_photos, name="share_photos"),
    path("share/<number:story_id>/photos/add/", photos.add_photo, name="add_photo"),
    path("share/<number:story_id>/photos/<number:photo_id>/", photos.story_photo, name="story_photo"),
    path("share/<number:story_id>/photos/<number:photo_id>/remove/", photos.remove_photo, name="remove_photo"),
    path("share/<number:story_id>/permission/", writing.share_permission, name="share_permission"),
    path("share/<number:story_id>/check/", sharing.share_check, name="share_check"),
    path("share/<number:story_id>/keep/", keeping.share_keep, name="share_keep"),
    path("share/<number:story_id>/sent/", sharing.share_sent, name="share_sent"),
    # following it
    path("my/stories/", mine.my_stories, name="my_stories"),
    path("my/stories/<number:story_id>/", mine.story_status, name="story_status"),
    path("my/stories/<number:story_id>/changes/", mine.story_changes, name="story_changes"),
    path("my/stories/<number:story_id>/final/", final.read_final, name="read_final"),
    path("my/stories/<number:story_id>/recall/", mine.recall_story, name="recall_story"),
    path("my/stories/<number:story_id>/take-back/", mine.take_back_story, name="take_back_story"),
    path("my/stories/<number:story_id>/delete/", mine.delete_story, name="delete_story"),
]
