from django.urls import path

from forum.finding_answers import views

app_name = "finding_answers"
urlpatterns = [
    path("asked/<str:token>/<slug:said>/", views.asked, name="asked"),
    path("still-looking/<str:token>/", views.still_looking, name="still_looking"),
    path("my/asked/", views.my_asked, name="my_asked"),
]
