#!/usr/bin/env bash
# psql, as the owner, on the warehouse that run.sh started.
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
find_postgres || fail "PostgreSQL's programs were not found; ./run.sh installs them"
locate_cluster
cluster_runs || fail "the private PostgreSQL of this checkout is not running; ./run.sh starts it"
METRICS_PROJECT=$(known_project)
locate_database
exec "$PG_BIN/psql" -X -h "$PG_SOCKET" -p 5432 -U metrics -d "$PG_DATABASE" "$@"
