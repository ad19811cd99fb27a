# syntax=docker/dockerfile:1
# The grantry binary with the SPA inside, and grantryctl, on a small base, for a user without rights.

FROM node:20-bookworm-slim AS node

FROM rust:1.95-bookworm AS build
COPY --from=node /usr/local/ /usr/local/
WORKDIR /src
COPY . .
ENV XTASK_WASM=rustup
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask frontend \
    && cargo build --locked --release --package grantry --package grantryctl \
    && cp target/release/grantry target/release/grantryctl /

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/grantry grantry
COPY --from=build /grantry /grantryctl /usr/local/bin/
COPY LICENSE /usr/share/doc/grantry/LICENSE
USER grantry
WORKDIR /var/lib/grantry
VOLUME /var/lib/grantry
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["grantry"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--data-dir", "/var/lib/grantry"]
