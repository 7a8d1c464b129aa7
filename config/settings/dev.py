"""One's own machine: SQLite, letters as files, demonstration people allowed."""

from .base import *  # noqa: F403
from .base import CACHES, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="only-for-development")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMONSTRATION_ALLOWED = True
if DEBUG:  # a template may change under us
    CACHES = CACHES | {"pieces": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
