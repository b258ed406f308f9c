#!/usr/bin/env bash
# Builds everything and runs every test against throw-away servers; the last line is "N passed, N failed".
# ./test.sh fast runs what needs neither a server nor node, in seconds; ./test.sh wild runs the tests with random data (and those
# with a large count) in full size and from fresh seeds, where ./test.sh draws a share from fixed ones.
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/scripts/lib.sh"
. "$REPO/scripts/lib-test.sh"

case ${1:-all} in
  all) need_postgres_for_tests=yes projects=("$REPO/Metrics.sln") filter=() ;;
  wild) need_postgres_for_tests=yes projects=("$REPO/Metrics.sln") filter=(--filter 'Draws=Wild'); export METRICS_WILD=1 ;;
  fast) need_postgres_for_tests=no filter=(--filter 'Needs!=PostgreSQL&Needs!=Node')
    mapfile -t projects < <(fast_projects) ;;
  *) say "usage: ./test.sh [fast|wild]" >&2; exit 2 ;;
esac

prepare_local
find_dotnet
if [ "$need_postgres_for_tests" = yes ]; then
  need_postgres
  export METRICS_PG_BIN=$PG_BIN
  need_node
  want_chromium
  want_program redis-server redis-server
  want_program nginx nginx
fi
cd "$REPO"
build "${projects[@]}"
run_tests "${projects[@]}" -- ${filter[@]+"${filter[@]}"}
sum_up
