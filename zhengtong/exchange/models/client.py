"""A department's system that calls the open interface (接口客户端)."""

from typing import ClassVar

from django.db import models
from oauth2_provider.models import AbstractApplication

from zhengtong.foundation.models import Scale


class Client(AbstractApplication):  # type: ignore[misc]  # the library has no types
    """An application of OAuth 2 that acts for one organisation (接口客户端).

    It has the client-credentials grant alone; its secret is kept hashed.
    """

    scale: ClassVar[Scale] = Scale.LOCAL

    user = None  # it acts for an organisation, in the name of the officer that each request names
    region_code = models.CharField("行政区划代码", max_length=6)
    organisation_code = models.CharField("所属机构", max_length=32)
    allowed_scopes = models.JSONField("授权范围", default=list)
    switched_off_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta(AbstractApplication.Meta):  # type: ignore[misc]
        verbose_name = verbose_name_plural = "接口客户端"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "name"], name="client_name_unique"),
        ]
