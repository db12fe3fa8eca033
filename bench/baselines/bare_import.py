"""The bare import of the four libraries that a server of this kind stands on."""

import fastapi  # noqa: F401
import pyproj  # noqa: F401
import shapely  # noqa: F401
import sqlmodel  # noqa: F401
