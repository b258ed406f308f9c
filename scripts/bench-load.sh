#!/usr/bin/env bash
# The typed load of generated transactions against psql's \copy of the same file as text, on a throw-away PostgreSQL.
# usage: scripts/bench-load.sh [rows [rounds]]      (5000000 3; ends 1 above 1.5 times)
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- load "$@"
