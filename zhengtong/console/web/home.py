"""The first page after signing in (首页)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the places one can go to; the shell knows them."""
    return render(request, "console/home.html")
