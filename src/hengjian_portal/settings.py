"""
Settings of the portal. Everything an operator may change comes from the environment.

| variable | meaning | when absent |
|---|---|---|
| DATABASE_URL | an existing PostgreSQL 15 or newer | the one `hengjian run` starts |
| HENGJIAN_DATA | the data folder | .hengjian where the command stands |
| HENGJIAN_HOSTS | host names served, comma-separated | this machine only |
| HENGJIAN_ORIGIN | the address people type, for links in documents and mail | http://localhost:8000 |
| HENGJIAN_DEMO | 1: the demonstration city, with open doors and a banner | off |
| HENGJIAN_EMAIL_URL | smtp://user:password@host:port | no e-mail; the inbox always works |
| HENGJIAN_EMAIL_FROM | sender of e-mail | no-reply@localhost |
| HENGJIAN_BACKUP_PASSPHRASE | passphrase of `hengjian backup` and `hengjian restore`, where no file is given | it is asked |
| HENGJIAN_HTTPS | 1: cookies over HTTPS only, strict transport security | off |
| HENGJIAN_MAKER_PLATFORMS | a JSON file: which makers have a query platform, and where (docs/how-to/verify-a-scale.md) | only our own register is asked |
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

from hengjian_portal.embedded import cluster, folder

PACKAGE = Path(__file__).resolve().parent
REPOSITORY = PACKAGE.parent.parent
DATA = folder.at()
DEMO = os.environ.get("HENGJIAN_DEMO") == "1"
HTTPS = os.environ.get("HENGJIAN_HTTPS") == "1"
ORIGIN = os.environ.get("HENGJIAN_ORIGIN", "http://localhost:8000")
MAKER_PLATFORMS = os.environ.get("HENGJIAN_MAKER_PLATFORMS", "")

SECRET_KEY = DATA.secret("django")
EVIDENCE_KEY_FILE = DATA.root / "secrets" / "evidence"
# The published log: files that anybody may fetch. The signer works from a folder of its own, which
# another machine may hold; here is only the socket at which it answers.
EVIDENCE_LOG = DATA.root / "log"
EVIDENCE_SIGNER = Path(os.environ.get("HENGJIAN_SIGNER") or DATA.socket_folder / "signer")
# Roots of the keys that unlock scales, one file for each maker and version.
UNLOCK_KEYS = DATA.root / "secrets" / "unlock"
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HENGJIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [ORIGIN]


def _database(url: str) -> dict[str, object]:
    """Django's settings for a database address; psycopg keeps a small pool of connections."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or cluster.DATABASE,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 12, "timeout": 15}},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or cluster.url(DATA))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "hengjian_portal.look",  # before the sign-in library, whose pages it dresses
    "hengjian_portal.accounts",
    "django_htmx",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "hengjian_portal.evidence",
    "hengjian_portal.files",
    "hengjian_portal.messages",
    "hengjian_portal.duties",
    "hengjian_portal.products",
    "hengjian_portal.watch",
    "hengjian_portal.enforcement",
    "hengjian_portal.recalls",
    "hengjian_portal.scales",
    "hengjian_portal.exchange",
    "hengjian_portal.desk",
    "hengjian_portal.public",
]

MIDDLEWARE = [
    "hengjian_portal.public.caching.keep_once",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hengjian_portal.accounts.doors.AccountsMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Constraints with SQL of their own are the database's to check; no form calls full_clean on them.
SILENCED_SYSTEM_CHECKS = ["models.W045"]

ROOT_URLCONF = "hengjian_portal.urls"
WSGI_APPLICATION = "hengjian_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hengjian_portal.look.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "hengjian_portal.look.templatetags.look"],
        },
    }
]

# Who people are and how they sign in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_ADAPTER = "hengjian_portal.accounts.doors.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # guessing is axes' business, kept in the database
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "衡鉴 Hengjian"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "hengjian_portal.accounts.doors.locked_out"
AXES_RESET_ON_SUCCESS = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Behind the operator's own proxy, which must set (or strip) this header itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],  # the barcode reader is WebAssembly
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

# The API: whose address is counted. Behind the operator's proxy it is the last it names.
NINJA_NUM_PROXIES = 1 if HTTPS else 0

# Chinese first, English beside it
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Pages' files: served as they come from their packages, compressed and named by content
STATIC_URL = "static/"
STATIC_ROOT = DATA.root / "static"
NODE_MODULES = Path(os.environ.get("HENGJIAN_NODE_MODULES") or REPOSITORY / "node_modules")
STATICFILES_DIRS = [
    (name, NODE_MODULES / place)
    for name, place in (
        ("bootstrap", "bootstrap/dist/css"),
        ("noto", "@fontsource-variable/noto-sans-sc/files"),
        ("barcode", "barcode-detector/dist/iife"),
        ("zxing", "zxing-wasm/dist/reader"),
    )
    if (NODE_MODULES / place).is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hengjian_portal.look.storage.PageFiles"},
}
MEDIA_ROOT = DATA.uploads
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Jobs are rows of the same database, deferred inside the transaction that wants them
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

_mail = urlsplit(os.environ.get("HENGJIAN_EMAIL_URL", ""))
EMAIL_CONFIGURED = bool(_mail.hostname)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("HENGJIAN_EMAIL_FROM", "no-reply@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"hengjian_portal": {"level": "INFO"}},
}
