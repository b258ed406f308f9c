#!/usr/bin/env bash
# Starts everything on this machine: PostgreSQL, Redis if it is installed, a refresh, the refresh worker, the API. Ctrl-C stops what it
# started.
set -euo pipefail
# A shell that starts this in the background without job control has it ignore Ctrl-C, which no trap can undo: begin again without that.
if [ -z "${METRICS_SIGNALS:-}" ] && (((0x$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/$$/status 2>/dev/null || echo 0) >> 1) & 1)) &&
  env --default-signal=INT true 2>/dev/null; then
  METRICS_SIGNALS=default exec env --default-signal=INT "$BASH" "$0" "$@"
fi
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/scripts/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
. "$REPO/scripts/lib-run.sh"

if [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then
  cat <<'USAGE'
usage: ./run.sh [PROJECT]
  PROJECT                       a project's folder, by default the one that ships; scripts/refresh.sh init FOLDER writes one
  ConnectionStrings__Warehouse  use this PostgreSQL instead of a private one
  METRICS_API_PASSWORD          with it: the API logs in there as the role that only reads, with this password
  ConnectionStrings__Redis      share results through this Redis instead of a private one
  STOREFRONT_DATA               a folder with your own devices.csv, stores.csv, transactions.csv
  GREENERY_DATA                 a folder with your own files of warehouse/greenery/sources.yml
  SUBSCRIPTIONS_DATA            a folder with your own files of warehouse/subscriptions/sources.yml
  METRICS_PROJECT               the same as PROJECT
  METRICS_TAKE_OVER             yes: the project keeps its database, which was another's or its own under another name
  ASPNETCORE_URLS               where the API listens, by default http://127.0.0.1:8080
  Metrics__Keyless              false: callers on this machine need an API key too
exit 1 something failed, 2 wrong arguments, 4 another ./run.sh runs in this checkout
USAGE
  exit 0
fi
for word in "$@"; do
  case $word in
    -*) FAIL_CODE=2 fail "unknown option '${word%%=*}'" "run.sh takes the folder of a project, or nothing; see ./run.sh --help" ;;
  esac
done
[ $# -le 1 ] || FAIL_CODE=2 fail "run.sh takes one project, and $# were given" "see ./run.sh --help"

check_log_format
choose_project "${1:-}"
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
build_when_changed
if [ -n "${PG_SOCKET:-}" ]; then open_database; fi
sample_when_missing
refresh_once
api_login
start_worker
start_redis
start_api
wait_until_ready
make_key
where_to_look
wait_for_children
