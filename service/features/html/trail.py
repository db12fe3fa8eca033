"""Where a page stands below the landing page."""

from service.features.collections import Collection

Trail = list[tuple[str, str]]


def to_api(base: str) -> Trail:
    return [("Miedza", f"{base}/"), ("API", f"{base}/api")]


def to_collections(base: str) -> Trail:
    return [*to_api(base), ("Collections", f"{base}/api/collections")]


def trail_to(base: str, collection: Collection) -> Trail:
    """The way to what stands below a collection."""
    own = f"{base}/api/collections/{collection.id}"
    return [*to_collections(base), (collection.title, own)]
