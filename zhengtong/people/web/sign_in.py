"""Signing in and out (登录、退出)."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView

from zhengtong.foundation.web.middleware import public


class SignInForm(AuthenticationForm):
    """Name and password; every refusal says the same, so that names cannot be found out."""

    error_messages = {  # noqa: RUF012 (as the base class declares it)
        "invalid_login": "登录名或密码不对，请核对后再试。",
        "inactive": "登录名或密码不对，请核对后再试。",
    }


@public
class SignIn(LoginView):
    """The sign-in page of the staff (工作台登录)."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@public
class SignOut(LogoutView):
    """Signing out, by POST alone (退出)."""
