from django.urls import path

from forum.history import views

urlpatterns = [
    path("questions/<number:question_id>/edit/", views.edit, name="edit_question"),
    path("questions/<number:question_id>/history/", views.history, name="question_history"),
    path("questions/<number:question_id>/replies/<number:number>/edit/", views.edit, name="edit_reply"),
    path("questions/<number:question_id>/replies/<number:number>/history/", views.history, name="reply_history"),
]
