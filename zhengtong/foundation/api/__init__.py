"""What all addresses of the open interface share: client, idempotency, problems (开放接口)."""
