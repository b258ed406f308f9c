#!/usr/bin/env bash
# Whether the time of an answer tells of rows that a policy hides: the dearest question there is over two tables that show the same and hide
# what is slow and what is quick to look at, in turns, on a throw-away PostgreSQL.
# usage: scripts/policy-timing.sh [pairs]      (1000; ends 1 when the two differ beyond noise)
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- policy-timing "$@"
