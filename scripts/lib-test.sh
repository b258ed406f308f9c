# The steps of test.sh. Sourced, never run.

export MSBUILDDISABLENODEREUSE=1
TEST_LOG=$LOCAL/logs/test.log
FAILED_STEPS=0

# The assemblies that have tests without servers; a project joins by existing.
fast_projects() {
  local name
  for name in Domain Semantic GraphQL Samples Architecture; do
    local project="$REPO/tests/Metrics.$name.Tests/Metrics.$name.Tests.csproj"
    if [ -f "$project" ]; then printf '%s\n' "$project"; fi
  done
}

# The GraphQL tests ask the specification's reference implementation, which is JavaScript, and compile a sample.
need_node() {
  [ -d "$REPO/tests/Metrics.GraphQL.Tests" ] || return 0
  if command -v node >/dev/null && command -v npm >/dev/null; then return 0; fi
  local hint="sudo apt-get update && sudo apt-get install -y nodejs npm"
  is_root && command -v apt-get >/dev/null || fail "node and npm are not installed, and the GraphQL tests need them:" "$hint"
  say "Installing node (apt-get) …"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm; } \
    >"$LOCAL/logs/apt-node.log" 2>&1 </dev/null ||
    fail "apt-get could not install node; all it said is in $LOCAL/logs/apt-node.log"
}

# Some tests need the real thing; where it is not and may not be installed they are skipped, and counted as skipped.
want_program() {
  local program=$1 package=$2 policy=/usr/sbin/policy-rc.d made=no
  if command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ]; then return 0; fi
  if is_root && command -v apt-get >/dev/null; then
    say "Installing $package (apt-get) …"
    # Debian would start a service of its own; we want the program only.
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; made=yes; fi
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } \
      >"$LOCAL/logs/apt-$package.log" 2>&1 </dev/null || true
    if [ "$made" = yes ]; then rm -f "$policy"; fi
    if command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ]; then return 0; fi
  fi
  say "" "******** $program is not here: the tests that need it are SKIPPED. This installs it: sudo apt-get install -y $package ********" ""
}

# One test opens GraphiQL in a browser. It is skipped, and counted as skipped, where there is none and none can be installed.
want_chromium() {
  if [ -x "${METRICS_CHROMIUM:-/usr/bin/chromium}" ]; then return 0; fi
  local log=$LOCAL/logs/apt-chromium.log
  if is_root && command -v apt-get >/dev/null; then
    say "Installing chromium (apt-get) …"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } \
      >"$log" 2>&1 </dev/null && [ -x /usr/bin/chromium ]; then return 0; fi
  fi
  say "NO BROWSER: the GraphQL page will not be seen in one; install chromium or set METRICS_CHROMIUM"
}

build() {
  local project
  for project in "$@"; do
    "$DOTNET" build "$project" -v quiet -nologo </dev/null ||
      { printf 'the build of %s failed\n' "${project##*/}"; say "0 passed, 1 failed"; exit 1; }
  done
}

run_tests() {
  : >"$TEST_LOG"
  # Its process stops servers and removes their files when it ends; the runner gives it a tenth of a second otherwise, and kills it.
  export VSTEST_TESTHOST_SHUTDOWN_TIMEOUT=60000
  local projects=()
  while [ "$1" != -- ]; do projects+=("$1"); shift; done
  shift
  local project
  for project in "${projects[@]}"; do
    "$DOTNET" test "$project" --no-build -nologo -m:1 "$@" </dev/null 2>&1 | tee -a "$TEST_LOG" || FAILED_STEPS=$((FAILED_STEPS + 1))
  done
}

# Every assembly that was started must have ended with its line: one that crashed counts as a failure, not as nothing.
sum_up() {
  local passed failed started ended
  passed=$(closing_lines | sed -E 's/.*Passed: *([0-9]+).*/\1/' | add)
  failed=$(closing_lines | sed -E 's/.*Failed: *([0-9]+).*/\1/' | add)
  # One in which the filter finds nothing was not started.
  started=$(($(grep -cE '^Test run for ' "$TEST_LOG" || true)
    - $(grep -cE '^No test matches the given testcase filter' "$TEST_LOG" || true)))
  ended=$(closing_lines | wc -l)
  if [ "$ended" -lt "$started" ] || [ "$ended" -eq 0 ]; then
    say "$((started - ended)) of $started test assemblies reported nothing"
    failed=$((failed + started - ended))
    if [ "$failed" -eq 0 ]; then failed=1; fi
  elif [ "$FAILED_STEPS" -gt 0 ] && [ "$failed" -eq 0 ]; then
    say "dotnet test failed although no test did"
    failed=1
  fi
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

closing_lines() { grep -E '^(Passed|Failed)! +- Failed: +[0-9]+, Passed: +[0-9]+' "$TEST_LOG" || true; }
add() { awk '{ sum += $1 } END { print sum + 0 }'; }
