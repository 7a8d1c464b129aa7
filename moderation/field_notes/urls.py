from django.urls import path

from moderation.field_notes import views

urlpatterns = [
    path("desk/questions/<number:pk>/field-note/", views.make_note, name="make_field_note"),
    path("desk/field-notes/", views.field_notes, name="field_notes"),
    path("desk/field-notes/<number:pk>/", views.field_note, name="field_note"),
    path("my/field-notes/", views.my_field_notes, name="my_field_notes"),
    path("my/field-notes/<number:pk>/", views.my_field_note, name="my_field_note"),
]
