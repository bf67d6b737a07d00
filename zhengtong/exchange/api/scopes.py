"""What a client may ask for is what it was registered with (授权范围)."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from zhengtong.foundation.api.clients import Scope


class ClientScopes(BaseScopes):  # type: ignore[misc]  # the library has no types
    """The scopes of each client, as OAuth 2 asks for them (RFC 6749, 3.3)."""

    def get_all_scopes(self) -> dict[str, str]:
        """Return every scope with its Chinese name."""
        return {scope.value: scope.label for scope in Scope}

    def get_available_scopes(self, application: Any = None, **_: Any) -> list[str]:
        """Return what the client may ask for."""
        return list(application.allowed_scopes) if application is not None else []

    def get_default_scopes(self, application: Any = None, **_: Any) -> list[str]:
        """Return what a client gets that asks for nothing in particular: all it may."""
        return self.get_available_scopes(application)
