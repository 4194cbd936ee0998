"""Prints what a Django project with integer user IDs makes of an access token, and of one that was changed."""

import json
import os
import sys

import django
from django.conf import settings

POSTERN_URL = os.environ["POSTERN_URL"]
settings.configure(
    SECRET_KEY="of a test",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SIMPLE_JWT={
        "ALGORITHM": "ES256",
        "JWK_URL": f"{POSTERN_URL}/.well-known/jwks.json",
        "ISSUER": POSTERN_URL,
        "AUDIENCE": POSTERN_URL,
        "LEEWAY": 10,
    },
)
django.setup()

from django.core.management import call_command  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.test import APIRequestFactory  # noqa: E402
from rest_framework_simplejwt.authentication import JWTAuthentication  # noqa: E402

from authentication import PosternAuthentication  # noqa: E402

call_command("migrate", verbosity=0)
access, changed = sys.argv[1:]


def authenticated(authentication, token):
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}")
    try:
        user, _ = authentication().authenticate(Request(request))
        return {"id": user.pk, "username": user.username}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}", "detail": getattr(error, "detail", None)}


print(
    json.dumps(
        {
            "by_id": authenticated(JWTAuthentication, access),
            "first": authenticated(PosternAuthentication, access),
            "second": authenticated(PosternAuthentication, access),
            "changed": authenticated(PosternAuthentication, changed),
        },
        default=str,
    )
)
