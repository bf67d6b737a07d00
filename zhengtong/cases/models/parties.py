"""Columns of the people of a case: applicant, contact, agent (申请人、联系人、代理人).

Numbers, telephones and addresses are sealed; numbers and telephones are found by keyed hash,
in a second column while a look-up key is being changed. Names are kept plain and shown masked.
"""

from django.db import models

from zhengtong.cases.rules.applicants import ID_TYPE_LABELS, ApplicantKind

APPLICANT_KIND_CHOICES = [(kind.value, kind.label) for kind in ApplicantKind]
ID_TYPE_CHOICES = list(ID_TYPE_LABELS.items())
HASH_LENGTH = 96


class ApplicantColumns(models.Model):
    """Who applies (申请人)."""

    applicant_kind = models.CharField("申请人类型", max_length=16, choices=APPLICANT_KIND_CHOICES)
    applicant_name = models.CharField("申请人名称", max_length=100)
    applicant_id_type = models.CharField("证件类型", max_length=3, choices=ID_TYPE_CHOICES)
    applicant_id_sealed = models.TextField("证件号码（加密）", blank=True)
    applicant_id_hash = models.CharField("证件号码查找值", max_length=HASH_LENGTH, blank=True)
    applicant_id_next_hash = models.CharField(
        "证件号码查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )
    applicant_mobile_sealed = models.TextField("手机（加密）", blank=True)
    applicant_mobile_hash = models.CharField("手机查找值", max_length=HASH_LENGTH, blank=True)
    applicant_mobile_next_hash = models.CharField(
        "手机查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )
    applicant_address_sealed = models.TextField("通讯地址（加密）", blank=True)
    legal_representative = models.CharField("法定代表人", max_length=30, blank=True)

    class Meta:
        abstract = True


class ContactColumns(models.Model):
    """Who is to be called about the case (联系人)."""

    contact_name = models.CharField("联系人", max_length=30, blank=True)
    contact_id_type = models.CharField(
        "联系人证件类型", max_length=3, blank=True, choices=ID_TYPE_CHOICES
    )
    contact_id_sealed = models.TextField("联系人证件号码（加密）", blank=True)
    contact_id_hash = models.CharField("联系人证件查找值", max_length=HASH_LENGTH, blank=True)
    contact_id_next_hash = models.CharField(
        "联系人证件查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )
    contact_mobile_sealed = models.TextField("联系人手机（加密）", blank=True)
    contact_mobile_hash = models.CharField("联系人手机查找值", max_length=HASH_LENGTH, blank=True)
    contact_mobile_next_hash = models.CharField(
        "联系人手机查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )

    class Meta:
        abstract = True


class AgentColumns(models.Model):
    """Who acts for the applicant (代理人)."""

    agent_name = models.CharField("代理人", max_length=30, blank=True)
    agent_id_type = models.CharField(
        "代理人证件类型", max_length=3, blank=True, choices=ID_TYPE_CHOICES
    )
    agent_id_sealed = models.TextField("代理人证件号码（加密）", blank=True)
    agent_id_hash = models.CharField("代理人证件查找值", max_length=HASH_LENGTH, blank=True)
    agent_id_next_hash = models.CharField(
        "代理人证件查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )
    agent_mobile_sealed = models.TextField("代理人手机（加密）", blank=True)
    agent_mobile_hash = models.CharField("代理人手机查找值", max_length=HASH_LENGTH, blank=True)
    agent_mobile_next_hash = models.CharField(
        "代理人手机查找值（轮换）", max_length=HASH_LENGTH, blank=True
    )

    class Meta:
        abstract = True
