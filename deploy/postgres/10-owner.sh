#!/bin/sh
# The image of PostgreSQL runs this once, when its data folder is new. The worker's role owns its database and may make the roles that
# read it; it is no
# superuser, so what is done in its name stays in that database and off the machine's files.
set -eu
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password METRICS_OWNER_PASSWORD
create role metrics login createrole nosuperuser nocreatedb noreplication password :'password';
create database metrics owner metrics;
SQL
