"""Django with the face alone: no database, no other room."""

import os
import tempfile
from pathlib import Path

import hengjian_portal

PACKAGE = Path(hengjian_portal.__file__).resolve().parent
NODE_MODULES = Path(os.environ.get("HENGJIAN_NODE_MODULES") or PACKAGE.parents[1] / "node_modules")

SECRET_KEY = "only for tests of the face"
DEBUG = False
DEMO = True
ORIGIN = "http://localhost:8000"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "django_htmx",
    "hengjian_portal.look",
]
MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.portal.look.gallery"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hengjian_portal.look.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "hengjian_portal.look.templatetags.look"],
        },
    }
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATIC_ROOT = Path(tempfile.gettempdir()) / "hengjian-look-nothing-collected"
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
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "hengjian_portal.look.storage.PageFiles"},
}
