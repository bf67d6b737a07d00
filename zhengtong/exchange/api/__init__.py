"""How a client comes to a token (接口授权)."""
