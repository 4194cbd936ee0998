"""A Django REST framework API whose users sign in with Postern. It keeps no users and no passwords."""

import os

POSTERN_URL = os.environ.get("POSTERN_URL", "http://localhost:3000")  # APP_URL of Postern

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "urls"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

REST_FRAMEWORK = {
    # The user is made from the token's claims; use JWTAuthentication where the users have rows of their own.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTStatelessUserAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

SIMPLE_JWT = {
    "ALGORITHM": "ES256",  # JWT_ALGORITHM of Postern
    "JWK_URL": f"{POSTERN_URL}/.well-known/jwks.json",
    "ISSUER": POSTERN_URL,
    "AUDIENCE": POSTERN_URL,  # JWT_AUDIENCE of Postern; a refresh token has another
    "LEEWAY": 10,  # seconds by which the clocks of two machines may differ
    "USER_ID_CLAIM": "sub",
}
