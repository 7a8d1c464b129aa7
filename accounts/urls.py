from django.urls import path

from accounts import views
from accounts.security.views import overview

app_name = "accounts"
urlpatterns = [
    path("", overview.overview, name="security"),
    path("name/", views.name, name="name"),
    path("time-zone/", overview.time_zone, name="time_zone"),
    path("sessions/<number:pk>/end/", overview.end_session, name="end_session"),
    path("sessions/end-others/", overview.end_other_sessions, name="end_other_sessions"),
    path("cms/", views.enter_the_cms, name="enter_the_cms"),
]
