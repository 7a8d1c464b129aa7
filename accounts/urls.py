from django.urls import path

from accounts import views
from accounts.security.views import address, overview, password, proof

app_name = "accounts"
urlpatterns = [
    path("", overview.overview, name="security"),
    path("name/", views.name, name="name"),
    path("time-zone/", overview.time_zone, name="time_zone"),
    path("sessions/<number:pk>/end/", overview.end_session, name="end_session"),
    path("sessions/end-others/", overview.end_other_sessions, name="end_other_sessions"),
    path("proof/", proof.proof, name="proof"),
    path("address/", address.change_address, name="address"),
    path("address/confirm/", address.confirm_address, name="confirm_address"),
    path("password/", password.password, name="password"),
    path("login/password/", password.sign_in_by_password, name="sign_in_by_password"),
    path("cms/", views.enter_the_cms, name="enter_the_cms"),
]
