"""Prints what PyJWT and simplejwt say without cryptography. PYTHONPATH leads to a package that cannot be imported."""

import os
import sys

import jwt
from django.conf import settings

settings.configure(USE_I18N=False)

from rest_framework_simplejwt.backends import TokenBackend  # noqa: E402

keys_url = f"{os.environ['POSTERN_URL']}/.well-known/jwks.json"


def attempt(run):
    try:
        run()
        print("accepted")
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


attempt(lambda: jwt.PyJWKClient(keys_url).get_signing_key_from_jwt(sys.argv[1]))
attempt(lambda: TokenBackend("ES256", jwk_url=keys_url))
