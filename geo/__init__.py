"""The measured border: pure geometry, with no HTTP, database or settings."""
