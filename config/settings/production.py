"""The public site. Refuses to start on a setting that would not be safe, in a sentence."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, SECRET_KEY, SITE_URL, STORAGES, env

if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG is on. Take it out of the environment: pages of errors would show the site's inside.")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("only-for", "django-insecure")):
    raise ImproperlyConfigured("SECRET_KEY is missing, short or the one for development. Set one of 50 characters or more.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is missing. Name the hosts that people use, separated by commas.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// so that links in letters are safe to follow.")

DEMONSTRATION_ALLOWED = False
SECOND_STEP_FOR_STAFF = env.bool("SECOND_STEP_FOR_STAFF", default=True)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
STORAGES["staticfiles"] = {"BACKEND": "config.static_files.StaticFiles"}
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
DRAFTS_COOKIE_NAME = "__Host-drafts"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if env.int("TRUSTED_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
