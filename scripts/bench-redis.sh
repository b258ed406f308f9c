#!/usr/bin/env bash
# Two replicas share a Redis that is killed, started again, frozen and thawed under 200 requests a second: p99 of hits beside the quiet
# one, and how long until answers come from Redis again.
# usage: scripts/bench-redis.sh [rounds [seconds a phase]]      (3 10; ends 1 on an error or a wrong answer, beyond twice the quiet p99,
# or later than two seconds)
#        scripts/bench-redis.sh path [rounds [seconds a run]]   what one look costs through IDistributedCache and by the client itself
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
publish_for_benchmarks
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- redis "$@"
