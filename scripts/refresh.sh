#!/usr/bin/env bash
# The refresh's command line on the warehouse that run.sh started, or on ConnectionStrings__Warehouse: init, run, plan, validate, test …
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
# As the program does, which says the same of what is wrong, and ends with the same code.
ENDS_AS_PROGRAM=yes
given=
for ((i = 1; i <= $#; i++)); do
  case ${!i} in
    --log-format) next=$((i + 1)) given=${!next:-} ;;
    --log-format=* | --log-format:*) given=${!i#--log-format?} ;;
  esac
done
case $given in text | json) export METRICS_LOG_FORMAT=$given ;; esac
check_log_format
LOG_FORMAT=${METRICS_LOG_FORMAT:-text}
if [ "${1:-}" = sample ]; then FAIL_CODE=2 fail "sample data is made by a program of its own" "scripts/sample.sh all --scale 10, say"; fi
prepare_local
find_dotnet
if [ ! -f "$REFRESH_DLL" ]; then
  if [ "$LOG_FORMAT" = json ]; then log_object Information "Building, once …" >&2; else say "Building, once …" >&2; fi
  publish_program Metrics.Refresh "$LOCAL/logs/build.log" >&2
fi
METRICS_PROJECT=$(known_project)
export METRICS_PROJECT
# A project of one's own may be named on the command line; its database is its own too. Options may stand before the command.
arguments=("$@") command=
for ((i = 0; i < ${#arguments[@]}; i++)); do
  case ${arguments[i]} in
    --project | --environment | --log-format)
      if [ "${arguments[i]}" = --project ]; then METRICS_PROJECT=${arguments[i + 1]:-$METRICS_PROJECT}; fi
      i=$((i + 1))
      ;;
    --project=* | --project:*) METRICS_PROJECT=${arguments[i]#--project?} ;;
    -h | -\? | --help) command=help; break ;;
    --version) if [ -z "$command" ]; then command=help; fi ;; # behind one it is the command's
    -*) ;;
    *) command=${command:-${arguments[i]}} ;;
  esac
done
# The program knows what it takes; nothing is asked of PostgreSQL, or said of it, for a command that it would refuse.
check_arguments() { METRICS_ARGUMENTS_ONLY=yes "$DOTNET" "$REFRESH_DLL" ${arguments[@]+"${arguments[@]}"} </dev/null || exit $?; }
no_warehouse() { check_arguments; fail "$@"; }
# These need no warehouse.
needs=yes
case $command in init | validate | name | "" | help) needs= ;; esac
if [ -z "${ConnectionStrings__Warehouse:-}" ] && [ -n "$needs" ]; then
  find_postgres || no_warehouse "PostgreSQL's programs were not found; ./run.sh installs them"
  locate_cluster
  cluster_runs || no_warehouse "the private PostgreSQL of this checkout is not running; ./run.sh starts it"
  # Where nothing remembers its name the project is read for it, which may be wrong too.
  [ -n "$(recorded_database)" ] || check_arguments
  locate_database
  database_exists "$PG_DATABASE" || no_warehouse "project $METRICS_PROJECT has no database yet; this makes it: ./run.sh $METRICS_PROJECT"
  export ConnectionStrings__Warehouse="Host=$PG_SOCKET;Port=5432;Username=metrics;Database=$PG_DATABASE"
fi
exec "$DOTNET" "$REFRESH_DLL" "$@"
