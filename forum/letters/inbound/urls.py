from django.urls import path

from forum.letters.inbound import webhook

app_name = "inbound"
urlpatterns = [
    path("letters/inbound/", webhook.arrived, name="arrived"),
    path("letters/came-back/", webhook.came_back, name="came_back"),
]
