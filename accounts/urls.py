from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("name/", views.name, name="name"),
    path("cms/", views.enter_the_cms, name="enter_the_cms"),
]
# allauth looks these up by their own names
allauth_urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/", views.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", views.enter_code, name="account_confirm_login_code"),
    path("logout/", views.sign_out, name="account_logout"),
]
