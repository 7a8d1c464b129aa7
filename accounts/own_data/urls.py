from django.urls import path

from accounts.own_data import views

app_name = "own_data"
urlpatterns = [
    path("", views.data, name="data"),
    path("copy/<uuid:key>/", views.download, name="download"),
    path("delete/", views.delete, name="delete"),
    path("stay/", views.stay, name="stay"),
]
