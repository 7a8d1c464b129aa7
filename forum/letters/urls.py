from django.urls import path

from forum.letters.views import following, notices, settings, stopping

app_name = "letters"
urlpatterns = [
    path("letters/unsubscribe/<str:token>/", stopping.stop, name="stop"),
    path("follow/confirm/<str:token>/", following.confirm, name="confirm_follow"),
    path("follow/by-mail/<str:token>/", following.mailbox, name="mailbox"),
    path("follow/<slug:kind>/<slug:key>/", following.follow, name="follow"),
    path("my/following/", following.my_following, name="my_following"),
    path("my/notices/", notices.my_notices, name="my_notices"),
    path("my/settings/", settings.settings, name="settings"),
]
