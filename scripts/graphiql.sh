#!/usr/bin/env bash
# Fetches the files of the GraphQL page anew: src/Metrics.Api/Doors/GraphQL/Page/vendor/package.json says of which packages and versions.
# A test compares them.
set -euo pipefail
. "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)/lib.sh"

command -v npm >/dev/null || fail "npm is not installed" "sudo apt-get install -y nodejs npm"
vendor=$REPO/src/Metrics.Api/Doors/GraphQL/Page/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$vendor/package.json" "$vendor/package-lock.json" "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund >/dev/null)
modules=$work/node_modules
cp "$modules/graphiql/graphiql.min.js" "$modules/graphiql/graphiql.min.css" \
  "$modules/react/umd/react.production.min.js" "$modules/react-dom/umd/react-dom.production.min.js" "$vendor"
say "Copied into ${vendor#"$REPO"/}; look at LICENSES.txt there when a version has changed."
