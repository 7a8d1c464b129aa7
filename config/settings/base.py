"""What every installation shares. Reads the environment; .env.example says what each setting means."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.buckets import in_buckets
from config.sign_in import providers_in

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "config.operations",
    "accounts",
    "accounts.promises",
    "guide",
    "guide.search",
    "guide.printing",
    "guide.field_notes",
    "forum.letters",
    "forum.letters.inbound",
    "forum.reading",
    "forum.passages",
    "forum.blocking",
    "forum.mentions",
    "forum.discussions",
    "forum.history",
    "forum.stories",
    "forum.invitations",
    "forum.embed",
    "forum.push",
    "forum.saved",
    "forum.finding_answers",
    "moderation",
    "moderation.trust",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.cms.apps.PeopleInTheCMS",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.visitor_pages.VisitorPages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.policies",
    "config.middleware.refuse_odd_bytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.by_their_own_clock",
    "config.languages.Languages",
    "config.middleware.never_stored_when_signed_in",
    "config.middleware.refuse_large_bodies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.security.sessions.remember_when_seen",
    "accounts.middleware.ask_for_the_name_first",
    "accounts.middleware.lead_staff_to_a_second_step",
    "config.middleware.say_when_too_often",
    "guide.middleware.StoriesOfOthers",
    "guide.middleware.KnownWays",
    "guide.middleware.OldWays",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# ---------------------------------------------------------------- database, cache

# an empty line in .env means the same as no line
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'site.sqlite3'}")}
DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",  # a writer waits at the start, never fails in the middle
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
    }
else:
    # a short wait for a connection: with the database away a page says so instead of hanging
    DATABASES["default"]["OPTIONS"].setdefault("pool", {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5})
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted database leaves dead connections in the pool
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    ),
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
    "pieces": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pieces", "TIMEOUT": None},  # of pages that are the same for many: {% cache %}
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
DRAFTS_COOKIE_NAME = "drafts"  # finds the words of someone who has not signed in yet
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---------------------------------------------------------------- people and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code proves the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = False  # ours count in rows, exactly: accounts/limits.py
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.SignInForm",
    "confirm_login_code": "accounts.forms.CodeForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["email", "display_name"]}},
]
SOCIALACCOUNT_ADAPTER = "accounts.security.providers.ProviderAdapter"
SIGN_IN_PROVIDERS = providers_in(env("SIGN_IN_PROVIDERS", default=""))  # accounts/security/providers.py
MFA_ADAPTER = "accounts.security.second_step.Keeper"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # the clocks of phones differ
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key that was found in a drawer opens nothing, whoever asked for the challenge
SECOND_STEP_FOR_STAFF = env.bool("SECOND_STEP_FOR_STAFF", default=False)

# ---------------------------------------------------------------- mail: every letter is a row first

EMAIL_BACKEND = "forum.letters.backend.OutboxBackend"
EMAIL_URL = env("EMAIL_URL", default="") or f"file://{VAR_DIR / 'mail'}"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Ask the Field <field@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LETTERS_HELD_FOR = env.int("LETTERS_HELD_FOR", default=10)  # minutes; what is read on the site meanwhile is not sent
LETTERS_APART = env.int("LETTERS_APART", default=60)  # minutes between two about the same thing
LETTERS_A_DAY = env.int("LETTERS_A_DAY", default=20)  # to one person at once; the rest waits for the digest
DIGEST_HOUR = env.int("DIGEST_HOUR", default=8)  # of the morning, by the clock of each reader
DIGEST_GIVES_UP_AFTER = env.int("DIGEST_GIVES_UP_AFTER", default=183)  # days without a visit
INBOUND_EMAIL_DOMAIN = env("INBOUND_EMAIL_DOMAIN", default="")  # where answers go; without it letters cannot be answered
INBOUND_EMAIL_NAME = env("INBOUND_EMAIL_NAME", default="reply")
INBOUND_MAILBOX_URL = env("INBOUND_MAILBOX_URL", default="")  # read by `manage.py fetch_replies`
INBOUND_TRUSTED_SERVER = env("INBOUND_TRUSTED_SERVER", default="")  # whose Authentication-Results are believed
INBOUND_PROVIDER = env("INBOUND_PROVIDER", default="")  # calls /letters/inbound/
ANYMAIL = env.json("INBOUND_PROVIDER_SETTINGS", default={}) | {"WEBHOOK_SECRET": env("INBOUND_WEBHOOK_SECRET", default="")}

WEB_PUSH_PRIVATE_KEY = env("WEB_PUSH_PRIVATE_KEY", default="")  # notices on devices; without it there are none
WEB_PUSH_CONTACT = env("WEB_PUSH_CONTACT", default="")
WEB_PUSH_TO_LOOPBACK = False  # never outside of tests: a push service on this machine

# ---------------------------------------------------------------- languages and time

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]  # guide/languages.py
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "America/New_York"
USE_TZ = True

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
ASSETS_DIR = VAR_DIR / "assets"
STATICFILES_FINDERS = [
    "config.assets.JoinedAssetsFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "guide.storages.ByName"},  # the public store, or the private one for pictures that are held
    "public": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # what only its author and staff may see; never under MEDIA_ROOT
    "private": {"BACKEND": "guide.storages.PrivateFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_S3_BUCKET = env("MEDIA_S3_BUCKET", default="")
if MEDIA_S3_BUCKET:
    STORAGES |= in_buckets(
        MEDIA_S3_BUCKET,
        private=env("MEDIA_S3_PRIVATE_BUCKET", default=""),
        region=env("MEDIA_S3_REGION", default=""),
        endpoint=env("MEDIA_S3_ENDPOINT", default=""),
        key=env("MEDIA_S3_ACCESS_KEY", default=""),
        secret=env("MEDIA_S3_SECRET_KEY", default=""),
    )
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # Wagtail's editor sends many
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# ---------------------------------------------------------------- the guide's editor

WAGTAIL_SITE_NAME = "Ask the Field"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "accounts:enter_the_cms"  # not the sign-in itself: see its docstring
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILIMAGES_IMAGE_MODEL = "guide.GuideImage"
WAGTAILDOCS_DOCUMENT_MODEL = "guide.GuideDocument"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILEMBEDS_FINDERS: list = []  # no call to another host
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_USER_TIME_ZONES = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"]
TAGGIT_CASE_INSENSITIVE = True
WAGTAILIMAGES_IMAGE_FORM_BASE = "guide.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]  # what guide/pictures.py reads
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"]  # no pictures: those are written anew
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000

# ---------------------------------------------------------------- headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.form_grew_old"
CSRF_COOKIE_HTTPONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # each saved page runs several index tasks and would say so twice
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # each step of each font, and each page: the printed edition's row says how far it is
        "fontTools": {"level": "WARNING"},
        "weasyprint.progress": {"propagate": False},
    },
}

PRINT_EDITIONS = env.bool("PRINT_EDITIONS", default=True)  # the guide as PDFs, by the worker

VISITOR_PAGES_KEPT_FOR = 5  # seconds; config/visitor_pages.py
