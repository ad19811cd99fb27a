#!/bin/sh
# Runs once, in an empty cluster. Grantry's role is no superuser: row-level security does not bind those.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE grantry LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE grantry OWNER grantry;
SQL
