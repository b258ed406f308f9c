#!/usr/bin/env bash
# What a day's file of 1,000 payments costs beside the first run over all of them, from the file through incremental models to gold; and a
# model beside the same create table as by hand.
# usage: scripts/bench-incremental.sh [payments [days [rows]]]      (5000000 10 1000000; ends 1 when a day takes more than 5 % of the full
# run, or a model more than 1.1 times the statement by hand)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
publish_for_benchmarks
dotnet build tests/Metrics.Benchmarks --configuration Release -v quiet -nologo
program=tests/Metrics.Benchmarks/bin/Release/net10.0/Metrics.Benchmarks.dll
status=0
dotnet "$program" incremental "${1:-5000000}" "${2:-10}" || status=1
dotnet "$program" build "${3:-1000000}" || status=1
exit $status
