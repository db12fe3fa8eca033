"""Disclosure control of weekly figures: what may be printed of incidents that are no records.

Pure: no database, no HTTP. `counts` says what is counted, `protect` what of it prints, `check`
whether somebody who holds every vintage and every record could work out more.
"""
