from django.urls import path
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView


class HasRole(BasePermission):
    """Roles are in the token with ACCESS_CLAIMS=roles; a change is seen at the next refresh."""

    def has_permission(self, request, view):
        return view.role in request.auth.get("roles", [])


class Me(APIView):
    def get(self, request):
        return Response({"id": request.user.id})


class Reports(APIView):
    role = "admin"
    permission_classes = [HasRole]

    def get(self, request):
        return Response({"reports": []})


urlpatterns = [path("api/me/", Me.as_view()), path("api/reports/", Reports.as_view())]
