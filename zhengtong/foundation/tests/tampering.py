"""What somebody with the database owner's rights could do to the ledger past its guards."""

from django.db import connection

from zhengtong.foundation.database_guards import lifted_guards
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN, next_chain, text_hash
from zhengtong.foundation.ledger.models import Entry, Position, RegionHead, Seal
from zhengtong.foundation.tests.ledger_subject import REGION


def tamper(sql: str, *values: object) -> None:
    """Change the database past its guards."""
    with lifted_guards(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def rewrite_and_rechain(position: int) -> None:
    """Change an entry's text, then recompute hashes, chain and head from there on."""
    row = Position.objects.get(region_code=REGION, position=position)
    entry = Entry.objects.get(region_code=REGION, id=row.id)
    before = Position.objects.filter(region_code=REGION, position=position - 1).first()
    with lifted_guards():
        body = entry.body.replace('"text":"第', '"text":"改')
        assert body != entry.body
        Entry.objects.filter(region_code=REGION, id=row.id).update(body=body)
        chain = before.chain if before is not None else FIRST_CHAIN
        for later in Position.objects.filter(region_code=REGION, position__gte=position).order_by(
            "position"
        ):
            entry_hash = text_hash(Entry.objects.get(region_code=REGION, id=later.id).body)
            chain = next_chain(chain, entry_hash)
            Position.objects.filter(region_code=REGION, id=later.id).update(
                entry_hash=entry_hash, chain=chain
            )
        RegionHead.objects.filter(region_code=REGION).update(last_chain=chain)


def delete_seals(*sequences: int, mend_head: bool) -> None:
    """Take seals away, and with `mend_head` also what the region's head knows of them."""
    with lifted_guards():
        lost = Seal.objects.filter(region_code=REGION, sequence__in=sequences)
        lost._raw_delete(lost.db)  # past the protection of what refers to it
    if mend_head:
        left = Seal.objects.filter(region_code=REGION).order_by("-sequence").first()
        RegionHead.objects.filter(region_code=REGION).update(
            last_seal=left.sequence if left is not None else 0
        )
