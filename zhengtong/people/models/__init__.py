from zhengtong.people.models.account import User
from zhengtong.people.models.periods import DutyPeriod, PostPeriod
from zhengtong.people.models.staff import Staff
from zhengtong.people.models.staffing import OrganisationStaffing, StaffingAct

__all__ = ["DutyPeriod", "OrganisationStaffing", "PostPeriod", "Staff", "StaffingAct", "User"]
