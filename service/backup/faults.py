"""Why an archive is not restored."""

from service.errors import InputInvalid


class ArchiveRefused(InputInvalid):
    """The archive is damaged, was changed, or does not belong here; nothing was changed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; nothing was changed")
