#!/bin/sh
# Run once by the postgres image: the role that row-level security holds.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$TAQUILLA_PASSWORD" -U "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE taquilla LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD :'password';
CREATE DATABASE taquilla OWNER taquilla;
SQL
