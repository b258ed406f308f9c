#!/usr/bin/env bash
# Cached answers a second, without a key, with one, and from Redis every time, against a minimal Kestrel application that sends the same
# body (wrk -t1 -c16, in turns, warmed), what a miss adds to its SQL, what a large catalog costs to bind and to plan in, and a dashboard
# over GraphQL, cold and from cache.
# usage: ./bench.sh [seconds a run]      (5; ends 1 below half of the minimal application with a key, a fifth from Redis, when a miss adds
#        3 ms or more, a catalog of 500 metrics takes 2 s to bind or 5 ms to plan a question in, or a dashboard costs more than 1.15 times
#        its statements or reaches less than a quarter)
set -euo pipefail
cd "$(dirname "$0")"
. scripts/lib.sh
command -v wrk >/dev/null || { echo 'error: wrk is not installed; as root: apt-get install -y wrk' >&2; exit 1; }
publish_for_benchmarks
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- answers "$@"
