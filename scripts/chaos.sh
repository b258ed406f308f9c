#!/usr/bin/env bash
# Refreshes of the storefront that are killed, cut off, left without a disk or a server at random moments, each followed by one that must
# be clean, under 20 reads a second.
# usage: scripts/chaos.sh [runs [payments [seed]]]      (50 1000000; as root also with a full disk; ends 1 at any wrong answer, lost or
# doubled row)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
publish_for_benchmarks
exec dotnet run --configuration Release --project tests/Metrics.Benchmarks -- chaos "$@"
