"""What a certificate type needs before certificates can be issued. Pure (电子证照规则)."""
