#!/usr/bin/env bash
# Asks every case of a conformance pack over HTTP, against the real API over a throw-away database; one JSON line a case in FILE.
# usage: ./conformance.sh PACK --report FILE      (last line "N passed, N failed, N skipped"; ends 1 when a case failed)
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/scripts/lib.sh"

[ $# -eq 3 ] && [ "$2" = --report ] || { say "usage: ./conformance.sh PACK --report FILE" >&2; exit 2; }
prepare_local
find_dotnet
need_postgres
export METRICS_PG_BIN=$PG_BIN
"$DOTNET" build "$REPO/tests/Metrics.Conformance" --configuration Release -v quiet -nologo >"$LOCAL/logs/conformance-build.log" 2>&1 ||
  { cat "$LOCAL/logs/conformance-build.log" >&2; fail "the build failed"; }
exec "$DOTNET" "$REPO/tests/Metrics.Conformance/bin/Release/net10.0/Metrics.Conformance.dll" "$@"
