#!/usr/bin/env bash
# What callers notice when a fact of millions of rows is built anew and published under 50 requests a second of 20 saved queries: without
# warming, and with it. The warehouse is made once in a folder and kept there.
# usage: scripts/bench-publish.sh [rows [folder [prepare|cold|warm|apart]]]      (5000000 /tmp/metrics-bench-publish-ROWS, the first three)
# With warming it publishes eight times: the first publications of a process compile code besides; 5 to 7 are judged together by the
# saved questions alone (ends 1 when p99 of the ten seconds after is above 1.5 times that of before), the last by a question that nobody
# asked before (ends 1 when it takes 250 ms more than before).
# "apart" is "warm" with PostgreSQL and the runs on the first core and the service and its callers on the second, as on two machines.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
rows=${1:-5000000}
folder=${2:-/tmp/metrics-bench-publish-$rows}
publish_for_benchmarks
dotnet build tests/Metrics.Benchmarks --configuration Release -v quiet -nologo
for mode in ${3:-prepare cold warm}; do
  on=(); if [ "$mode" = apart ]; then on=(taskset -c 1); fi
  ${on[@]+"${on[@]}"} dotnet tests/Metrics.Benchmarks/bin/Release/net10.0/Metrics.Benchmarks.dll publish "$mode" "$folder" "$rows"
done
