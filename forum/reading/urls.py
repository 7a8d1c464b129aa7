from django.urls import path

from forum.reading import views

app_name = "reading"
urlpatterns = [
    path("my/saved/", views.my_saved, name="my_saved"),
    path("my/saved/<slug:kind>/<slug:key>/", views.save, name="save"),
]
