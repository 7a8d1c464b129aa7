"""The site map with the watchers' addresses in front, wherever the site map itself puts them."""

from django.urls import path

from config.operations import health
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as site

urlpatterns = [path("health/live", health.live), path("health/ready", health.ready), *site]
