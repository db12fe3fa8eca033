"""Opens layers of ours in QGIS and prints as JSON what came of each.

It runs in the Python that QGIS was built for, not in ours, and imports nothing of ours:

    python3 qgis_layer.py PROFILE '[{"address": "http://127.0.0.1:8000/api", "layer": "border"}]'

More members of a question: `subset` (an expression), `box`, `token`, and `picture` (a file).
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIZE = QSize(480, 640)
PAPER = QColor("#ffffff")


def main(profile: str, questions: list[dict]) -> list[dict]:
    os.environ["QGIS_AUTH_DB_DIR_PATH"] = profile
    application = QgsApplication([], False, profile)
    application.initQgis()
    try:
        # No layer may outlive the application.
        return [told(open_layer(question), question) for question in questions]
    finally:
        application.exitQgis()


def open_layer(question: dict) -> QgsVectorLayer:
    """A layer as the dialogue of QGIS makes it: only what the map shows is asked for."""
    parts = {"url": question["address"], "typename": question["layer"], "restrictToRequestBBOX": 1}
    if "token" in question:
        parts["authcfg"] = basic(question["token"])
    source = " ".join(f"{name}='{value}'" for name, value in parts.items())
    return QgsVectorLayer(source, question["layer"], "OAPIF")


def basic(token: str) -> str:
    """Puts the token away as the password of a user, as *Basic* under *Authentication* does."""
    manager = QgsApplication.authManager()
    manager.setMasterPassword("only for this run", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("miedza")
    config.setConfig("username", "key")
    config.setConfig("password", token)
    manager.storeAuthenticationConfig(config)
    return config.id()


def told(layer: QgsVectorLayer, question: dict) -> dict:
    if not layer.isValid():
        return {"valid": False}
    if "subset" in question:
        layer.setSubsetString(question["subset"])
    request = QgsFeatureRequest()
    if "box" in question:
        request.setFilterRect(QgsRectangle(*question["box"]))
    features = list(layer.getFeatures(request))
    return {
        "valid": True,
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "shape": layer.geometryType(),
        "system": layer.crs().authid(),
        "ids": [feature["id"] for feature in features],
        "placed": sum(feature.hasGeometry() for feature in features),
        "count": layer.featureCount(),
        "pixels": drawn(layer, question["picture"]) if "picture" in question else None,
    }


def drawn(layer: QgsVectorLayer, picture: str) -> int:
    """Draws the layer's own extent; how many of its pixels are not paper."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setBackgroundColor(PAPER)
    settings.setOutputSize(SIZE)
    settings.setExtent(layer.extent().buffered(0.2))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y) != PAPER for x, y in pixels)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], json.loads(sys.argv[2]))))  # noqa: T201
