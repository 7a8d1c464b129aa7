from django.urls import include, path

app_name = "forum"
urlpatterns = [path("", include("forum.history.urls")), path("", include("forum.discussions.urls")), path("", include("forum.stories.urls"))]
