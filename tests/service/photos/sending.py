"""Reports that announce photos, and the photos that follow."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from httpx2 import Response
from starlette.testclient import TestClient

from tests.service.photos.images import exif, picture, written
from tests.service.projections.stage import body

PHOTO = written(picture(), exif=exif(6))
OTHER = written(picture(40, 30), "PNG")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


@dataclass(frozen=True)
class Phone:
    """A caller with a token, who sends reports and their photos."""

    client: TestClient
    who: dict[str, str]

    def report(self, *photos: bytes, **said: Any) -> str:
        """Send a report that announces these photos; its id."""
        report_id = str(uuid4())
        announced = {"photos": [digest(each) for each in photos]}
        answer = self.client.put(
            f"/api/reports/{report_id}", json=body(**announced, **said), headers=self.who
        )
        assert answer.status_code == 201, answer.text
        return report_id

    def photo(
        self,
        report_id: str,
        content: bytes = PHOTO,
        kind: str = "image/jpeg",
        address: str | None = None,
    ) -> Response:
        name = digest(content) if address is None else address
        return self.client.put(
            f"/api/reports/{report_id}/photos/{name}",
            content=content,
            headers={**self.who, "Content-Type": kind},
        )

    def photos(self, report_id: str) -> dict[str, Any]:
        """What the receipt says of them."""
        answer = self.client.get(f"/api/reports/{report_id}/receipt", headers=self.who)
        found: dict[str, Any] = answer.json()["photos"]
        return found

    def look(self, report_id: str, content: bytes = PHOTO) -> Response:
        address = f"/api/reports/{report_id}/photos/{digest(content)}"
        return self.client.get(address, headers=self.who)
