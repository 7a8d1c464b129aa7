"""The site as the public gets it, over http on this machine, with its own database and folders."""

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, STORAGES, TEMPLATES, VAR_DIR, env

DEBUG = False
SECRET_KEY = "only-for-measuring-nothing-is-kept-of-it-beyond-the-run"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEMONSTRATION_ALLOWED = True  # the data set is made of invented people
TRUSTED_PROXIES = 1  # posts come from as many addresses as people, so that no limit is met
ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")

BENCHMARK_DIR = VAR_DIR / "benchmarks"
STATIC_ROOT = BENCHMARK_DIR / "static"
MEDIA_ROOT = BENCHMARK_DIR / "media"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
EMAIL_URL = env("EMAIL_URL", default="") or f"file://{BENCHMARK_DIR / 'mail'}"
STORAGES["staticfiles"] = {"BACKEND": "config.static_files.StaticFiles"}
VISITOR_PAGES_KEPT_FOR = env.int("VISITOR_PAGES_KEPT_FOR", default=60)  # longer than a round, so that a kept page stays kept
