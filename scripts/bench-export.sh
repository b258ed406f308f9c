#!/usr/bin/env bash
# Exports millions of rows as CSV, NDJSON and XLSX from a throw-away warehouse; ends 1 when the API needs 300 MB or more for the CSV.
# usage: scripts/bench-export.sh [rows]      (5000000)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
publish_for_benchmarks
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- export "$@"
