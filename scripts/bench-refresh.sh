#!/usr/bin/env bash
# What refreshes of many transactions of the storefront cost on the cluster that run.sh makes (fsync on, its own settings): from few to many
# transactions, and all of them anew.
# usage: scripts/bench-refresh.sh [transactions [few]]      (5000000 100000; ends 1 when either takes more than a minute)
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
. "$REPO/scripts/lib-run.sh"
many=${1:-5000000} few=${2:-100000} limit=60 status=0
need_tools
find_dotnet
need_postgres
publish_for_benchmarks
# A checkout's own files stay as they are: the cluster and the sample are made beside them, and go at the end.
LOCAL=$(mktemp -d "${TMPDIR:-/tmp}/metrics-bench-XXXXXX")
chmod 755 "$LOCAL"
mkdir -p "$LOCAL/logs"
trap 'cp "$LOCAL/logs/postgres.log" "${KEEP_LOG:-/dev/null}"; stop_all; rm -rf -- "$LOCAL"' EXIT
trap 'exit 1' INT TERM HUP
export STOREFRONT_DATA=$LOCAL/storefront

sample() { "$DOTNET" "$SAMPLES_DLL" storefront --transactions "$1" --seed 1 --out "$STOREFRONT_DATA" >/dev/null; }

# Runs a refresh as people do, and shows from when to when, in seconds of the run, each table was built and tested.
refresh() {
  local what=$1 began
  shift
  owner_psql -d "$PG_DATABASE" -c checkpoint
  began=$(date +%s%N)
  "$DOTNET" "$REFRESH_DLL" run --select pack:storefront "$@" >"$LOCAL/logs/run.log" </dev/null ||
    { tail -n 20 "$LOCAL/logs/run.log" >&2; fail "the refresh failed"; }
  TOOK=$((($(date +%s%N) - began) / 1000000))
  printf '\n%s: %d.%d s (load %s)\n' "$what" $((TOOK / 1000)) $((TOOK % 1000 / 100)) "$(cut -d' ' -f1 /proc/loadavg)"
  owner_psql -d "$PG_DATABASE" -P footer=off -c "
    select model, to_char(m.rows, 'FM999,999,999') as rows,
      round(extract(epoch from m.started_at - r.started_at)::numeric, 1) as from,
      round(extract(epoch from m.finished_at - r.started_at)::numeric, 1) as to
    from ops.model_run m join (select * from ops.run order by started_at desc limit 1) r on r.id = m.run_id
    order by m.started_at, model"
  sed -n '/^[a-z_0-9]* built anew/p' "$LOCAL/logs/run.log"
}

within() {
  if [ "$TOOK" -gt $((limit * 1000)) ]; then say "That is more than $limit s."; status=1; fi
}

start_cluster
METRICS_PROJECT=$REPO/warehouse
open_database
[ -z "${KEEP_LOG:-}" ] ||
  owner_psql -d "$PG_DATABASE" -c "alter system set log_min_duration_statement = 300" -c "select pg_reload_conf()" >/dev/null
sample "$few"
refresh "$few transactions into an empty warehouse"
sample "$many"
refresh "$few to $many transactions"
within
refresh "$many transactions, full refresh" --full-refresh
within
exit $status
