"""Addresses of the guide that are no pages. The pages answer by their tree."""

from django.urls import path

from guide import feeds, helpful, views
from guide.printing.views import edition

app_name = "guide"
urlpatterns = [
    path("contents/", views.contents, name="contents"),
    path("feeds/stories/", feeds.stories, name="stories_feed"),
    path("helpful/<int:page_id>/", helpful.was_it_helpful, name="was_it_helpful"),
    path("helpful/<uuid:key>/", helpful.say_why, name="say_why"),
    path("printed/<slug:name>.pdf", edition, name="edition"),
    path("held/<str:name>", views.held_picture, name="held_picture"),
]
