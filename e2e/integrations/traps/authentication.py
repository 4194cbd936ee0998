"""Users of a Django project with integer IDs: the username is the ID of Postern."""

from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication


class PosternAuthentication(JWTAuthentication):
    def get_user(self, validated_token):
        # The row is created at the first request. It has no password, so the project's own sign-in rejects it.
        user, _ = self.user_model.objects.get_or_create(username=validated_token["sub"])
        if not user.is_active:
            raise AuthenticationFailed("User is inactive", code="user_inactive")
        return user
