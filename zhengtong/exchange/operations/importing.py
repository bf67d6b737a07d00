"""A page of rows goes in: as a whole or not at all (导入一页办件)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction

from zhengtong.cases.operations.importing import ImportedCase, ImportOutcome, import_case_batch
from zhengtong.exchange.models import Source
from zhengtong.exchange.operations.batches import RunState, keep_progress
from zhengtong.exchange.operations.judging import JudgedRow, SourceRow, judge_row, refusal_of
from zhengtong.exchange.operations.number_pool import NumberPool, Rehearsed
from zhengtong.exchange.operations.put_asides import Contradiction, put_aside
from zhengtong.exchange.operations.recording import RecordedRow, keep_records
from zhengtong.exchange.operations.references import References
from zhengtong.exchange.operations.statements import imported_case
from zhengtong.exchange.queries.records import KnownRecord, known_records
from zhengtong.exchange.queries.sources import SourceInfo
from zhengtong.exchange.rules.checks import CheckTerms, FieldRefusal, normalised, refusals_of
from zhengtong.exchange.rules.lateness import is_after_switch_off, origin_of
from zhengtong.exchange.rules.refusals import field_of
from zhengtong.exchange.rules.versions import Verdict
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
