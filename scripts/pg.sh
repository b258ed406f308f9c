#!/usr/bin/env bash
# One of PostgreSQL's own programs, as the owner, on the warehouse that run.sh started: scripts/pg.sh pg_dump --format=custom
# --file=warehouse.dump
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
[ $# -gt 0 ] || fail "usage: scripts/pg.sh PROGRAM [ARGUMENT]…"
find_postgres || fail "PostgreSQL's programs were not found; ./run.sh installs them"
locate_cluster
cluster_runs || fail "the private PostgreSQL of this checkout is not running; ./run.sh starts it"
METRICS_PROJECT=$(known_project)
locate_database
program=$1
shift
PGHOST=$PG_SOCKET PGPORT=5432 PGUSER=metrics PGDATABASE=$PG_DATABASE exec "$PG_BIN/$program" "$@"
