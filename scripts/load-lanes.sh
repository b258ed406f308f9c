#!/usr/bin/env bash
# 300 heavy questions at once and eight readers that do not read, and what others notice of it, on a throw-away PostgreSQL and loopback
# only.
# usage: scripts/load-lanes.sh [transactions [heavy questions]]      (1000000 300; ends 1 beyond 250 ms for quick questions, 20 ms for hits)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
publish_for_benchmarks
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- lanes "$@"
