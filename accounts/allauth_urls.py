"""Addresses that allauth looks up by names of its own, without our namespace."""

from django.urls import path

from accounts import views
from accounts.security.views import providers

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/", views.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", views.enter_code, name="account_confirm_login_code"),
    path("login/with/<slug:provider_id>/back/", providers.back_from, name="openid_connect_callback"),
    path("logout/", views.sign_out, name="account_logout"),
]
