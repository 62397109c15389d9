# Three images from one file: `bot` (the default), `browser` (the same with a Chromium, see docs/portal.md) and `sandbox` (the
# outside world in small, for rehearsals).
# Everything comes from the lock files, hash by hash; no build tool reaches a final stage.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/buzon && python -m venv /opt/tools
COPY requirements.lock requirements-dev.lock ./
RUN /opt/buzon/bin/pip install --require-hashes --no-deps -r requirements.lock
# The builder's own packages, cut out of the development lock so that they are pinned and hashed like the rest.
RUN awk '/^[a-z]/ { keep = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/ } keep' requirements-dev.lock \
        > tools.lock \
    && /opt/tools/bin/pip install --require-hashes -r tools.lock
COPY . .
RUN /opt/tools/bin/hatchling build -t wheel -d dist \
    && /opt/buzon/bin/pip install --no-deps --no-index dist/*.whl \
    && /opt/buzon/bin/pip uninstall --yes pip setuptools

FROM build AS build-sandbox
RUN awk '/^[a-z]/ { keep = /^(aiosmtpd|atpublic|reportlab|charset-normalizer)==/ } keep' requirements-dev.lock > sandbox.lock \
    && /opt/tools/bin/pip --python /opt/buzon/bin/python install --require-hashes -r sandbox.lock

FROM build AS build-browser
RUN awk '/^[a-z]/ { keep = /^playwright==/ } keep' requirements-dev.lock > browser.lock \
    && /opt/tools/bin/pip --python /opt/buzon/bin/python install --require-hashes --no-deps -r browser.lock

# pg_dump and pg_restore alone: the whole package would bring Perl. The server in docker-compose.yml is of this version.
FROM python:3.11-slim-bookworm AS postgres-tools
WORKDIR /tools
RUN apt-get update \
    && apt-get download postgresql-client-15 \
    && dpkg --extract postgresql-client-15_*.deb . \
    && install -D --target-directory=bin usr/lib/postgresql/15/bin/pg_dump usr/lib/postgresql/15/bin/pg_restore

FROM python:3.11-slim-bookworm AS runtime
# Bytecode was compiled when the packages were installed: the root file system may be read-only.
ENV PATH=/opt/buzon/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 TZ=UTC MPLCONFIGDIR=/tmp/matplotlib
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin buzon \
    && install -d -o buzon -g buzon -m 700 /data
WORKDIR /data
USER 10001:10001
STOPSIGNAL SIGTERM

FROM runtime AS sandbox
COPY --from=build-sandbox /opt/buzon /opt/buzon
EXPOSE 8000 8001 8002 8003 8025
CMD ["python", "-m", "sandbox", "--host", "0.0.0.0", "--page-port", "8000", "--portal-port", "8001", "--telegram-port", "8002", \
     "--agency-port", "8003", "--mail-port", "8025"]

FROM runtime AS bot
# tesseract reads photographs of a constancia; it brings its English model, which is the one for credentials.
# libpq5 is what the two tools of `buzon backup` stand on.
USER root
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 tesseract-ocr \
    && rm -rf /var/lib/apt/lists/*
COPY --from=postgres-tools /tools/bin /usr/local/bin
USER 10001:10001
COPY --from=build /opt/buzon /opt/buzon
ENV BUZON_DATABASE_URL=sqlite+aiosqlite:////data/buzon.db BUZON_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as request; request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["buzon", "run"]

FROM bot AS browser
# The distribution's Chromium, without what draws windows: it gets its security updates with the image's.
USER root
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell \
    && rm -rf /var/lib/apt/lists/*
USER 10001:10001
COPY --from=build-browser /opt/buzon /opt/buzon
ENV BUZON_PORTAL=browser BUZON_CHROMIUM=/usr/bin/chromium-headless-shell HOME=/tmp

# What is built where nobody names a target.
FROM bot
