"""From submission to acceptance: what the counter may and may not do (申请与受理)."""

import datetime as dt
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import ClassVar

from zhengtong.cases.rules.deadlines import is_deemed_accepted
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.errors import DomainError

ONE_TIME_NOTICE = "《行政许可法》第三十二条第一款第四项"
EXECUTABLES: frozenset[str] = frozenset(
    {".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".js", ".jse", ".vbs", ".vbe", ".wsf"}
    | {".ps1", ".sh", ".jar", ".apk", ".dll", ".hta", ".lnk", ".reg", ".pif", ".cpl"}
)


class SubmissionIncomplete(DomainError):
    """The application lacks what every application must have (申请不完整)."""

    code: ClassVar[str] = "submission_incomplete"


class FileKindRefused(DomainError):
    """A file could be run on a computer (不接收可执行文件)."""

    code: ClassVar[str] = "file_kind_refused"


class FaultsNotListed(DomainError):
    """A pre-review fails without saying what is wrong (未列明问题)."""

    code: ClassVar[str] = "faults_not_listed"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class NoticeRepeated(DomainError):
    """A second correction notice on the same application (重复告知补正)."""

    code: ClassVar[str] = "notice_repeated"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class NoticeEmpty(DomainError):
    """A correction notice that does not say what to correct (告知书未列明补正内容)."""

    code: ClassVar[str] = "notice_empty"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class NoticeTooLate(DomainError):
    """The five working days are over; the application counts as accepted (逾期告知)."""

    code: ClassVar[str] = "notice_too_late"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class MaterialsAskedAgain(DomainError):
    """The upper organ asks the applicant for what the lower organ sent up (重复要求材料)."""

    code: ClassVar[str] = "materials_asked_again"
    clause: ClassVar[str] = "《行政许可法》第三十五条"


class NewFaultAfterNotice(DomainError):
    """A fault that the one notice did not name (提出告知书以外的问题)."""

    code: ClassVar[str] = "new_fault_after_notice"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class MaterialsLacking(DomainError):
    """An application is accepted only when it is complete (材料不齐)."""

    code: ClassVar[str] = "materials_lacking"
    clause: ClassVar[str] = "《行政许可法》第三十二条第一款第五项"


class RefusalIncomplete(DomainError):
    """A refusal at the counter without reason or without the competent organ (不予受理不完整)."""

    code: ClassVar[str] = "refusal_incomplete"
    clause: ClassVar[str] = "《行政许可法》第三十二条第一款第二项"


class NotRequiredUnexplained(DomainError):
    """ "Not required" without saying why (未说明无需办理的理由)."""

    code: ClassVar[str] = "not_required_unexplained"
    clause: ClassVar[str] = "《行政许可法》第三十二条第一款第一项"


class FixNotDescribed(DomainError):
    """A correction on the spot without saying what was corrected (未写明更正内容)."""

    code: ClassVar[str] = "fix_not_described"
    clause: ClassVar[str] = "《行政许可法》第三十二条第一款第三项"


class SilenceNotOver(DomainError):
    """The five working days are still running (未到视为受理的时间)."""

    code: ClassVar[str] = "silence_not_over"
    clause: ClassVar[str] = ONE_TIME_NOTICE


class CorrectionSuppliedInFull(DomainError):
    """Everything that the notice asked for has come in (已按告知补齐)."""

    code: ClassVar[str] = "correction_supplied_in_full"
    clause: ClassVar[str] = "《行政许可法》第三十二条第一款第五项"


class CorrectionAwaited(DomainError):
    """Silence accepts nothing while the applicant has yet to correct (尚待补正)."""

    code: ClassVar[str] = "correction_awaited"


class CorrectionStillOpen(DomainError):
    """The applicant may still correct (补正期限未满)."""

    code: ClassVar[str] = "correction_still_open"


def check_submission(
    *,
    is_identity_verified: bool,
    missing_fields: Collection[str],
    file_names: Collection[str],
) -> None:
    """Refuse an application that cannot be handed in (检查申请).

    Args:
        missing_fields: Chinese names of required form fields that are empty.

    Raises:
        SubmissionIncomplete: identity not verified, or required fields are empty.
        FileKindRefused: an executable among the files.

    Source:
        国办函〔2016〕108号《“互联网+政务服务”技术体系建设指南》: uploads are limited in size,
        executable files are refused.
    """
    if not is_identity_verified:
        raise SubmissionIncomplete("请先完成身份核验再提交申请")
    if missing_fields:
        raise SubmissionIncomplete("请填写：" + "、".join(missing_fields))
    refused = [name for name in file_names if _is_executable(name)]
    if refused:
        raise FileKindRefused("不接收可执行文件：" + "、".join(refused))


def check_pre_review_failure(*, faults: Collection[str]) -> None:
    """Refuse to send an application back without all its faults (检查预审意见).

    Raises:
        FaultsNotListed: no fault is named.
    """
    if not _given(faults):
        raise FaultsNotListed("预审不通过应一次列明全部问题")


def check_correction_notice(
    *,
    points: Collection[str],
    notices_before: int,
    received_on: dt.date,
    noticed_on: dt.date,
    calendar: WorkCalendar,
    came_from_below: bool = False,
) -> None:
    """Refuse a correction notice that is not the one complete and timely notice (检查补正告知).

    Args:
        points: everything that is to be corrected, one text each.
        notices_before: correction notices already given in this case.
        came_from_below: the case was relayed up by a lower organ.

    Raises:
        MaterialsAskedAgain: the case came from the lower organ with its materials.
        NoticeRepeated: a notice has been given before.
        NoticeEmpty: nothing is listed.
        NoticeTooLate: the fifth working day after receipt has passed.
        OutsideCalendar: the fifth working day lies in a year that is not loaded.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项:
        应当当场或者在五日内一次告知申请人需要补正的全部内容; 第三十五条:
        上级行政机关不得要求申请人重复提供申请材料.
    """
    if came_from_below:
        raise MaterialsAskedAgain("下级机关已报送全部材料，不得要求申请人重复提供")
    if notices_before:
        raise NoticeRepeated("本件已告知过补正，只能告知一次；只可就告知过的内容要求补齐")
    if not _given(points):
        raise NoticeEmpty("请一次列明需要补正的全部内容")
    if is_deemed_accepted(received_on=received_on, today=noticed_on, calendar=calendar):
        raise NoticeTooLate("收件已超过五个工作日，逾期不告知即为受理，不能再要求补正")


def check_supply(*, lacking: Collection[str], told: Collection[str]) -> None:
    """Refuse to ask after a correction for what the notice did not name (检查补正情况).

    Args:
        lacking: what is still lacking, in the words of the notice; may be empty.
        told: what the notice named.

    Raises:
        NewFaultAfterNotice: something is asked that was not told.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项: 一次告知全部内容.
    """
    untold = [point for point in lacking if point not in told]
    if untold:
        raise NewFaultAfterNotice("告知书没有列出，不得再要求：" + "、".join(untold))


def check_acceptance(*, lacking: Collection[str]) -> None:
    """Refuse to accept an incomplete application (检查受理).

    Args:
        lacking: names of required materials and corrections that are not there.

    Raises:
        MaterialsLacking: something is lacking.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第五项: 申请材料齐全、符合法定形式,
        或者按照要求提交全部补正申请材料的, 应当受理.
    """
    if lacking:
        raise MaterialsLacking("材料不齐，不能受理，尚缺：" + "、".join(lacking))


def check_refusal(*, reason: str, competent_organ: str) -> None:
    """Refuse a refusal for want of remit that leaves the applicant helpless (检查不予受理).

    Raises:
        RefusalIncomplete: no reason, or the organ to turn to is not named.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第二项: 应当即时作出不予受理的决定,
        并告知申请人向有关行政机关申请.
    """
    if not reason.strip():
        raise RefusalIncomplete("不予受理应写明理由")
    if not competent_organ.strip():
        raise RefusalIncomplete("不予受理应告知申请人向哪个机关申请")


def check_not_required(*, reason: str) -> None:
    """Refuse to call an application unnecessary without a reason (检查无需办理).

    Raises:
        NotRequiredUnexplained: no reason.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第一项: 应当即时告知申请人不受理.
    """
    if not reason.strip():
        raise NotRequiredUnexplained("请写明为什么无需办理")


def check_fix_on_the_spot(*, fixed: str) -> None:
    """Refuse a correction on the spot that leaves no trace (检查当场更正).

    Raises:
        FixNotDescribed: it does not say what was corrected.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第三项: 可以当场更正的错误, 应当允许当场更正.
    """
    if not fixed.strip():
        raise FixNotDescribed("请写明当场更正了什么")


def check_deemed_acceptance(
    *, complete_on: dt.date | None, today: dt.date, calendar: WorkCalendar
) -> None:
    """Refuse to call an application accepted by silence too early (检查视为受理).

    Args:
        complete_on: day of receipt, or of the full correction; None while that is awaited.

    Raises:
        CorrectionAwaited: what the notice asked for has not come in.
        SilenceNotOver: the fifth working day after has not passed.
        OutsideCalendar: the fifth working day lies in a year that is not loaded.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项: 逾期不告知的,
        自收到申请材料之日起即为受理.
    """
    if complete_on is None:
        raise CorrectionAwaited("材料还没有按告知补齐，或者由来源系统办理，不能视为受理")
    if not is_deemed_accepted(received_on=complete_on, today=today, calendar=calendar):
        raise SilenceNotOver("收件未满五个工作日，不能视为受理")


def check_return_uncorrected(
    *, correction_due_on: dt.date, is_corrected: bool, today: dt.date
) -> None:
    """Refuse to return a case while its applicant may still correct, or has done so (检查逾期退件).

    Raises:
        CorrectionSuppliedInFull: the full set is in; the case is to be accepted.
        CorrectionStillOpen: the last day for correction has not passed.
    """
    if is_corrected:
        raise CorrectionSuppliedInFull("申请人已按告知补齐，应当受理，不能按逾期未补正退件")
    if today <= correction_due_on:
        raise CorrectionStillOpen(f"补正期限到 {correction_due_on} 为止，期满前不能退件")


def _given(texts: Collection[str]) -> bool:
    return bool(texts) and all(text.strip() for text in texts)


def _is_executable(name: str) -> bool:
    suffixes = PurePosixPath(name.strip().rstrip(".").lower()).suffixes
    return bool(suffixes) and suffixes[-1].strip() in EXECUTABLES
