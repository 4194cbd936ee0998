"""Verifies access tokens of Postern with PyJWT 2 and cryptography."""

import os
import sys

import jwt

POSTERN_URL = os.environ.get("POSTERN_URL", "http://localhost:3000")  # APP_URL of Postern

# One for the whole process: it keeps the keys, and asks again for a key that it does not know.
keys = jwt.PyJWKClient(f"{POSTERN_URL}/.well-known/jwks.json")


def user_id_of(access_token: str) -> str:
    """Raises jwt.PyJWTError for a token that is not an access token of Postern, or is no longer valid."""
    claims = jwt.decode(
        access_token,
        keys.get_signing_key_from_jwt(access_token).key,
        algorithms=["ES256"],  # never taken from the token
        issuer=POSTERN_URL,
        audience=POSTERN_URL,  # JWT_AUDIENCE; a refresh token has another
        leeway=10,  # seconds by which the clocks of two machines may differ
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return claims["sub"]


if __name__ == "__main__":
    for token in sys.argv[1:]:
        try:
            print(user_id_of(token))
        except jwt.PyJWTError as error:
            print(type(error).__name__)
