#!/usr/bin/env bash
# The refresh's command line on the warehouse that run.sh started, or on ConnectionStrings__Warehouse: run, plan, validate, test, sample.
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
prepare_local
find_dotnet
program=$REPO/src/Metrics.Refresh/bin/Release/net10.0/Metrics.Refresh.dll
[ -f "$program" ] || fail "nothing is built yet; ./run.sh builds"
# These need no warehouse.
needs=yes
case ${1:-} in validate | sample | "" | -h | --help) needs= ;; esac
if [ -z "${ConnectionStrings__Warehouse:-}" ] && [ -n "$needs" ]; then
  find_postgres || fail "PostgreSQL's programs were not found; ./run.sh installs them"
  locate_cluster
  cluster_runs || fail "the private PostgreSQL of this checkout is not running; ./run.sh starts it"
  export ConnectionStrings__Warehouse="Host=$PG_SOCKET;Port=5432;Username=metrics;Database=metrics"
fi
export METRICS_PROJECT=${METRICS_PROJECT:-$REPO/warehouse}
exec "$DOTNET" "$program" "$@"
