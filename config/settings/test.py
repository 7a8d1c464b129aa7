"""The suite: the same site, quicker, with its own database and letters as rows."""

from .base import *  # noqa: F403
from .base import DATABASES, VAR_DIR, env

DEBUG = False
SECRET_KEY = "only-for-the-tests"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEMONSTRATION_ALLOWED = True
EMAIL_URL = f"file://{VAR_DIR / 'test-mail'}"
LETTERS_HELD_FOR = LETTERS_APART = 0  # tests of holding set their own
DIGEST_HOUR = 24  # never: tests of digests set their own
WEB_PUSH_PRIVATE_KEY = "vsxzGlBSAO8cJzlnQ1nwHs-K2PPtvGvHe3gVlc0hCLc"  # anybody's
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
    "pieces": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pieces", "TIMEOUT": None},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # what is meant to be slow is tested once
PRINT_EDITIONS = env.bool("PRINT_EDITIONS", default=False)  # a process of its own beside each worker: tests that want it ask for it
VISITOR_PAGES_KEPT_FOR = 0  # a page drawn for one test is not shown to the next
MEDIA_ROOT = VAR_DIR / "test-media"
PRIVATE_ROOT = VAR_DIR / "test-private"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"]["pool"] = False  # the suite opens and drops databases
