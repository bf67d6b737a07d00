from django.db import models

from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference


class Note(LedgerSubject):
    """A numbered note; its acts are that it was written and changed."""

    number = models.PositiveIntegerField()
    organisation_code = models.CharField(max_length=32, default="D01")
    item_type = models.CharField(max_length=32, default="license")
    text = models.CharField(max_length=100)

    @property
    def ledger_subject(self) -> str:
        return f"note:{self.region_code}-{self.number}"


class NoteAct(LedgerAct):
    note_id = models.UUIDField()
    note = GrowingReference("notebook.Note", id_field="note_id")
