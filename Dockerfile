# The Python of the tests; the image holds the service alone, without compilers or test tools.
FROM python:3.11-slim-bookworm AS build

WORKDIR /source
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/miedza \
    && /opt/miedza/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE hatch_build.py ./
COPY geo geo
COPY migrations migrations
COPY service service
COPY web web
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/miedza/bin/pip install --no-deps /wheels/*.whl

FROM python:3.11-slim-bookworm

# `miedza backup` dumps by the client programs, which must be of the database's version.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
# Volumes that are mounted here take over the owner.
RUN useradd --system --uid 10001 --home-dir /var/lib/miedza miedza \
    && install --directory --owner miedza --mode 0700 /var/lib/miedza /var/lib/miedza-key
COPY --from=build /opt/miedza /opt/miedza
ENV PATH=/opt/miedza/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MIEDZA_DATA_DIR=/var/lib/miedza \
    MIEDZA_KEY_FILE=/var/lib/miedza-key/master.key
USER miedza
WORKDIR /var/lib/miedza
EXPOSE 8000
ENTRYPOINT ["miedza"]
CMD ["serve", "--host", "0.0.0.0"]
