#!/usr/bin/env bash
# Starts everything on this machine: PostgreSQL, Redis if it is installed, a refresh, the refresh worker, the API. Ctrl-C stops what it started.
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/scripts/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
. "$REPO/scripts/lib-run.sh"

if [ $# -gt 0 ]; then
  cat <<'USAGE'
usage: ./run.sh
  ConnectionStrings__Warehouse  use this PostgreSQL instead of a private one
  METRICS_API_PASSWORD          with it: the API logs in there as metrics_api with this password
  ConnectionStrings__Redis      share results through this Redis instead of a private one
  STOREFRONT_DATA               a folder with your own devices.csv, stores.csv, transactions.csv
  GREENERY_DATA                 a folder with your own files of warehouse/greenery/sources.yml
  SUBSCRIPTIONS_DATA            a folder with your own files of warehouse/subscriptions/sources.yml
  METRICS_PROJECT               another project than ./warehouse
  ASPNETCORE_URLS               where the API listens, by default http://127.0.0.1:8080
  Metrics__Keyless              false: callers on this machine need an API key too
USAGE
  case $1 in -h | --help) exit 0 ;; *) exit 2 ;; esac
fi

need_tools
prepare_local
only_one_at_a_time
trap 'stop_all; exit 0' INT TERM HUP
trap stop_all EXIT

api_address
need_free_port
find_dotnet
if [ -z "${ConnectionStrings__Warehouse:-}" ]; then
  need_postgres
  start_cluster
fi
api_login
build_when_changed
sample_when_missing
refresh_once
start_worker
start_redis
start_api
wait_until_ready
make_key
where_to_look
wait_for_children
