#!/usr/bin/env bash
# What the fence of row conditions costs, over a throw-away PostgreSQL: for keys that see all rows, 95 % and 5 %, with and without public
# times.
# usage: scripts/bench-policies.sh [rows [rounds]]      (1000000, 7)
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- policies "$@"
