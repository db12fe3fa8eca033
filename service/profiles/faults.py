"""What can go wrong between a source's file and a report.

SettingInvalid
└── ProfileInvalid   the profile itself is wrong; the command line prints why
InputInvalid
├── FileInvalid      the file as a whole cannot be read
│   └── CsvInvalid
└── RowRejected      one row cannot become a report; the others go on
"""

from service.errors import InputInvalid, Problem, SettingInvalid


class ProfileInvalid(SettingInvalid):
    """A profile is missing or says something the engine cannot follow."""


class FileInvalid(InputInvalid):
    """The file as a whole is not a table this engine can read."""


class CsvInvalid(FileInvalid):
    """The file is no CSV with one header line."""


class RowRejected(InputInvalid):
    """One row cannot become a report: which field, why, and what would be right."""

    def __init__(self, field: str, reason: str, right: str | None = None) -> None:
        super().__init__(f"{field}: {reason}", (Problem(field, reason, right),))
        self.field = field
        self.reason = reason
        self.right = right
