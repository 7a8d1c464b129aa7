"""Addresses of the guide that are no pages. The pages answer by their tree."""

from django.urls import path

from guide import feeds, views

app_name = "guide"
urlpatterns = [
    path("feeds/stories/", feeds.stories, name="stories_feed"),
    path("held/<str:name>", views.held_picture, name="held_picture"),
]
