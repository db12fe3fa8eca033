"""The vault: sealed bytes of reports, and the file with the keys that wrap their data keys."""

from service.vault.keyfile import create_key_file, load_vault
from service.vault.sealing import KEY_BYTES, Sealed, Vault

__all__ = ["KEY_BYTES", "Sealed", "Vault", "create_key_file", "load_vault"]
