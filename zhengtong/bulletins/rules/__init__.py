"""Rules of the bulletin: what its columns count and how it is put together."""
