"""What may be done about items, and what it takes (权限)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class CataloguePermission(StrEnum):
    """Verbs of this domain.

    Those on an upper item are asked at the service centre of the catalogue's region, approval,
    the list and the decision on an exception at that of the item's region, the rest at the body
    itself.
    """

    REVISE_UPPER_ITEM = "catalogue:upper_item:revise"
    REVIEW_UPPER_ITEM = "catalogue:upper_item:review"
    KEEP_LISTS = "catalogue:list:keep"
    CLAIM = "catalogue:item:claim"
    DECLINE = "catalogue:item:decline"
    FILL = "catalogue:item:fill"
    SUBMIT = "catalogue:item:submit"
    APPROVE = "catalogue:item:approve"
    PUBLISH = "catalogue:item:publish"
    RUN = "catalogue:item:run"
    CHANGE = "catalogue:item:change"
    SUSPEND = "catalogue:item:suspend"
    CANCEL = "catalogue:item:cancel"
    DECLARE_EXCEPTION = "catalogue:exception:declare"
    DECIDE_EXCEPTION = "catalogue:exception:decide"
    END_EXCEPTION = "catalogue:exception:end"


_MANAGER = ("duty:item_manager",)
_ADMINISTRATOR = ("duty:department_administrator",)

for _permission, _description, _holdings in (
    (CataloguePermission.REVISE_UPPER_ITEM, "起草、送审上级目录修订", _MANAGER),
    (CataloguePermission.REVIEW_UPPER_ITEM, "审核、发布上级目录修订", _ADMINISTRATOR),
    (CataloguePermission.KEEP_LISTS, "导入、撤回清单（由政务服务中心办理）", _ADMINISTRATOR),
    (CataloguePermission.CLAIM, "认领事项", _MANAGER),
    (CataloguePermission.DECLINE, "答复认领待办", (*_MANAGER, *_ADMINISTRATOR)),
    (CataloguePermission.FILL, "填报事项要素", _MANAGER),
    (CataloguePermission.SUBMIT, "上报事项", _MANAGER),
    (CataloguePermission.APPROVE, "审核事项（由政务服务中心办理）", _ADMINISTRATOR),
    (CataloguePermission.PUBLISH, "发布事项", _MANAGER),
    (CataloguePermission.RUN, "事项投入运行", _MANAGER),
    (CataloguePermission.CHANGE, "变更事项", _MANAGER),
    (CataloguePermission.SUSPEND, "暂停、恢复事项", _MANAGER),
    (CataloguePermission.CANCEL, "取消事项", _MANAGER),
    (CataloguePermission.DECLARE_EXCEPTION, "申报例外", (*_ADMINISTRATOR, *_MANAGER)),
    (CataloguePermission.END_EXCEPTION, "提前结束例外", (*_ADMINISTRATOR, *_MANAGER)),
):
    # The operator's commands take over what was done elsewhere.
    declare_permission(_permission, _description, holdings=_holdings, kinds=(ActorKind.SYSTEM,))
# The centre decides alone: nobody's command takes its approval over.
declare_permission(
    CataloguePermission.DECIDE_EXCEPTION,
    "审核例外申报（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
)
