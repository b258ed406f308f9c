#!/usr/bin/env bash
# Makes sample data: source files of a pack that ships, or of all of them, by default where the sources of the project look for them.
# usage: scripts/sample.sh storefront|greenery|subscriptions|all [--scale 1] [--seed 1] [--out FOLDER] [--if-missing]      (see --help)
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"
. "$REPO/scripts/lib-cluster.sh"
check_log_format
LOG_FORMAT=${METRICS_LOG_FORMAT:-text}
prepare_local
find_dotnet
if [ ! -f "$SAMPLES_DLL" ]; then
  if [ "$LOG_FORMAT" = json ]; then log_object Information "Building, once …" >&2; else say "Building, once …" >&2; fi
  publish_program Metrics.Samples "$LOCAL/logs/build.log" >&2
fi
METRICS_PROJECT=$(known_project)
export METRICS_PROJECT
exec "$DOTNET" "$SAMPLES_DLL" "$@"
