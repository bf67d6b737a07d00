"""Certificates (电子证照)."""
