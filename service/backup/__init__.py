"""Backup: an archive that proves itself; a restore changes nothing before it is proven."""
