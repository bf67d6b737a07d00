"""Accounts: who signs in. Duties hang on the staff member, not on the account."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhengtong.foundation.models import LocalModel


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account with a hashed password; None makes one that cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, LocalModel):
    """An account of one staff member (账号); rights come from `DutyPeriod` and `PostPeriod`."""

    username = models.CharField("登录名", max_length=64, unique=True)
    staff_code = models.CharField("工号", max_length=32, db_index=True, blank=True)
    is_active = models.BooleanField("启用", default=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.username
