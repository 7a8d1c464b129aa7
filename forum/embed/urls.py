from django.urls import path

from forum.embed import views

app_name = "embed"
urlpatterns = [
    path("embed/stage/<number:page_id>/", views.stage, name="stage"),
    path("embed/milestone/<number:page_id>/", views.milestone, name="milestone"),
    path("embed/story/<number:page_id>/", views.story, name="story"),
    path("oembed", views.oembed, name="oembed"),  # without a slash, as programs expect it
]
