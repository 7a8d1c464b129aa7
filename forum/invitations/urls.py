from django.urls import path

from forum.invitations import views

app_name = "invitations"
urlpatterns = [
    path("my/invitations/", views.invitations, name="invite"),
    path("invited/<str:token>/", views.invited, name="invited"),
]
