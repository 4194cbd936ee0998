"""djangorestframework-simplejwt with djoser as their documentations set them up, for users who sign in with an email."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
ROTATES = os.environ.get("ROTATES") == "true"

SECRET_KEY = "of a test that ends with its database"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "rest_framework_simplejwt",
    "rest_framework_simplejwt.token_blacklist",
    "djoser",
    "accounts",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
# Those of a new project.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# The quickest: nothing tells it by HTTP but the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": ROTATES, "BLACKLIST_AFTER_ROTATION": ROTATES}
DJOSER = {
    "TOKEN_MODEL": None,  # tokens are JWTs
    # djoser's own mails need django-templated-mail, which Debian does not have.
    "EMAIL": {"password_reset": "accounts.mail.UnsentMail"},
}
