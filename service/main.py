"""The application: routers, limits and problem answers put together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI

from service import __version__
from service.access import refuse_unknown_parameters
from service.accounts.router import router as accounts_router
from service.admission import Admission
from service.bodies import BodyLimit
from service.changes.router import router as changes_router
from service.client.files import STATIC, client_files
from service.client.router import router as client_router
from service.codebook.router import router as codebook_router
from service.compression import Compression
from service.context.router import router as context_router
from service.cors import PublicReads
from service.desk.router import router as desk_router
from service.effort.router import router as effort_router
from service.features.router import router as features_router
from service.features.unchanged import Unchanged
from service.headers import StrictHeaders
from service.health import router as health_router
from service.incidents.judging_router import router as judging_router
from service.incidents.router import router as incidents_router
from service.installation import Installation, open_installation
from service.official.router import router as official_router
from service.openapi import describe
from service.pages.router import router as pages_router
from service.photos.router import router as photos_router
from service.problems import install_problem_handlers
from service.reference import router as reference_router
from service.reports.committer import GroupCommitter
from service.reports.router import router as reports_router
from service.reports.service import receive
from service.request_log import RequestLog
from service.settings import load_settings
from service.slashes import OneSlash
from service.summaries.router import router as summaries_router
from service.summaries.staff_router import router as releasing_router
from service.wellknown import router as wellknown_router

_SUMMARY = "Incidents along the Polish-Belarusian border: reports in, maps and weekly figures out."
# FastAPI's own would hand bodies, refused input and messages of exceptions to any collector that
# the environment names.
_NO_TELEMETRY: Any = dict.fromkeys(("tracing", "metrics", "logs", "auto_configure"), False)


def create_app(installation: Installation | None = None, client: Path = STATIC) -> FastAPI:
    """Build the application; without an installation it opens the one the environment names.

    `client` is the folder of the built web client.
    """
    house = installation or open_installation(load_settings())
    app = FastAPI(
        title="Miedza",
        summary=_SUMMARY,
        version=__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=_NO_TELEMETRY,
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    app.state.installation = house
    app.state.client_files = client_files(client)
    for router in (
        # Routes are tried in turn: those that are asked most come first.
        features_router,
        health_router,
        accounts_router,
        reports_router,
        photos_router,
        # Before the routes of one incident, whose ids could be any word.
        desk_router,
        incidents_router,
        judging_router,
        reference_router,
        codebook_router,
        changes_router,
        summaries_router,
        releasing_router,
        effort_router,
        official_router,
        context_router,
        pages_router,
        client_router,
        wellknown_router,
    ):
        app.include_router(router)
    # Innermost: it holds the begin of an answer back until there is a body, so that a fault on the
    # way to it is still answered as one.
    app.add_middleware(Compression)
    app.add_middleware(BodyLimit, settings=house.settings)
    # Behind the door, so that what it answers spends an allowance as well.
    app.add_middleware(Unchanged, house=house)
    # Inside of the next one, so that a web page can read a 429 as well.
    app.add_middleware(Admission, house=house)
    app.add_middleware(PublicReads)
    install_problem_handlers(app)
    # Outside everything, so that refusals and failures carry the headers and have their line too.
    app.add_middleware(StrictHeaders, public_url=house.settings.public_url)
    app.add_middleware(OneSlash)
    app.add_middleware(RequestLog, routed=app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: Installation = app.state.installation
    write = partial(receive, house.database, house.vault, house.policy)
    app.state.committer = GroupCommitter(write)
    _settle_garbage_collector()
    yield
    app.state.committer.close()
    house.database.close()


@cache
def _settle_garbage_collector() -> None:
    """What was loaded at start lives for ever: it need not be searched again at every turn.

    Once for a process: what a first application leaves behind must not be kept for ever as well.
    Rows of a batch are many and hold no cycles; with the default threshold a fifth of the time of
    an ingest went into looking for some.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
