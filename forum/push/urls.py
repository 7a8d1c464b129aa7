from django.urls import path

from forum.push import views

app_name = "push"
urlpatterns = [
    path("push-worker.js", views.worker, name="worker"),
    path("push-app.webmanifest", views.manifest, name="manifest"),
    path("my/settings/devices/", views.add, name="add"),
    path("my/settings/devices/<number:pk>/remove/", views.remove, name="remove"),
]
