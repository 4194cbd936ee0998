"""Prints what PyJWT makes of an access token while its clock is five seconds behind, with and without leeway."""

import os
import sys
from datetime import datetime, timedelta

import jwt

POSTERN_URL = os.environ["POSTERN_URL"]
keys = jwt.PyJWKClient(f"{POSTERN_URL}/.well-known/jwks.json")


class Behind(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(seconds=5)


jwt.api_jwt.datetime = Behind

for leeway in [0, 10]:
    try:
        key = keys.get_signing_key_from_jwt(sys.argv[1]).key
        jwt.decode(
            sys.argv[1], key, algorithms=["ES256"], issuer=POSTERN_URL, audience=POSTERN_URL, leeway=leeway
        )
        print("accepted")
    except jwt.PyJWTError as error:
        print(f"{type(error).__name__}: {error}")
