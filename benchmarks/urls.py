"""The site, and beside it what it is measured against."""

from django.urls import path

from benchmarks import lean
from config import urls

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404

urlpatterns = [
    path("benchmarks/hello/", lean.hello),
    path("benchmarks/lean/<int:question_id>/", lean.thread),
    path("benchmarks/lean/<int:question_id>/reply/", lean.reply),
    path("benchmarks/lean/<int:question_id>/row/", lean.one_row),
    *urls.urlpatterns,
]
