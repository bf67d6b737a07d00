from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The domain of bulletins (通报)."""

    name = "zhengtong.bulletins"
    label = "bulletins"
    verbose_name = "通报"

    def ready(self) -> None:
        from zhengtong.bulletins import events, permissions  # noqa: F401  (they register themselves)
        from zhengtong.bulletins.queries.proofs import frozen_proofs
        from zhengtong.bulletins.queries.seals import kept_seals, regions_with_seals
        from zhengtong.foundation.backup.checks import register_restored_check
        from zhengtong.foundation.database_guards import register_append_only
        from zhengtong.foundation.ledger.seal_keepers import SealKeeper, register_seal_keeper

        register_append_only("bulletins_bulletinact")
        register_seal_keeper(
            "bulletins", SealKeeper(regions=regions_with_seals, seals_of=kept_seals)
        )
        register_restored_check("通报", frozen_proofs)
