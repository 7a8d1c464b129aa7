from django.urls import path

from moderation.views import cms

app_name = "moderation_cms"
urlpatterns = [path("<int:page_id>/author/", cms.authors_yes, name="authors_yes")]
