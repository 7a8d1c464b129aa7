from django.urls import path

from forum.letters import views

app_name = "letters"
urlpatterns = [
    path("unsubscribe/<str:token>/", views.stop, name="stop"),
]
