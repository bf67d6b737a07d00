"""政通：一体化政务服务平台 (integrated government-service platform)."""

__version__ = "0.1.0"
