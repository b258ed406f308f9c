# Shared by run.sh and test.sh: messages, tools, PostgreSQL's programs. Sourced, never run.

REPO=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
LOCAL=$REPO/.local
PROGRAMS=$LOCAL/programs   # one folder each
REFRESH_DLL=$PROGRAMS/Metrics.Refresh/Metrics.Refresh.dll
API_DLL=$PROGRAMS/Metrics.Api/Metrics.Api.dll
SAMPLES_DLL=$PROGRAMS/Metrics.Samples/Metrics.Samples.dll
LOG_FORMAT=text   # json where a script stands for a program that writes it

say() { printf '%s\n' "$*"; }
fail() {
  if [ "$LOG_FORMAT" = json ]; then log_object Error "$@" >&2; exit "${FAIL_CODE:-1}"; fi
  printf 'error: %s\n' "$1" >&2; shift; [ $# -eq 0 ] || printf '       %s\n' "$@" >&2; exit "${FAIL_CODE:-1}"
}

# An object as the programs write theirs: the level, the message, and what there is to do about it.
log_object() {
  local level=$1 message hint=
  message=$(json_text "$2")
  shift 2
  if [ $# -gt 0 ]; then hint=$(printf '; %s' "$@") hint=$(json_text "${hint#; }"); fi
  printf '{"time":"%s","level":"%s","category":"Metrics.Scripts","event":0,"message":"%s"%s}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$level" "$message" "${hint:+,\"hint\":\"$hint\"}"
}

json_text() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '%s' "${text//[[:cntrl:]]/ }"
}

# What METRICS_LOG_FORMAT may say: the programs refuse anything else.
check_log_format() {
  case ${METRICS_LOG_FORMAT:-text} in
    text | json) ;;
    *) FAIL_CODE=2 fail "METRICS_LOG_FORMAT is '$METRICS_LOG_FORMAT'; it takes text or json" ;;
  esac
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Everything that runs leaves its files in .local; nothing else in the checkout is written to.
prepare_local() {
  mkdir -p "$LOCAL/logs" 2>/dev/null && [ -w "$LOCAL" ] && [ -w "$LOCAL/logs" ] ||
    fail "$LOCAL cannot be written to" "it belongs to $(stat -c %U "$LOCAL" 2>/dev/null || echo nobody here); use a clone of your own"
}

find_dotnet() {
  local place
  for place in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet \
    /usr/lib/dotnet/dotnet; do
    if [ -n "$place" ] && [ -x "$place" ]; then DOTNET=$place; break; fi
  done
  [ -n "${DOTNET:-}" ] ||
    fail "the .NET SDK 10 is not installed" "get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again"
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  # Accounts without a home of their own (a container's, a service's) keep the SDK's files here.
  if [ ! -w "${HOME:-/nowhere}" ]; then
    export DOTNET_CLI_HOME=$LOCAL/dotnet NUGET_PACKAGES=${NUGET_PACKAGES:-$LOCAL/nuget}
    mkdir -p "$DOTNET_CLI_HOME"
  fi
  (cd "$REPO" && "$DOTNET" --version >/dev/null 2>&1) ||
    fail "the .NET SDK 10 is not installed; $DOTNET has: $("$DOTNET" --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')" \
      "get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again"
}

# Sets PG_BIN to the folder with initdb and postgres: METRICS_PG_BIN, Debian's folders (newest first), the PATH.
find_postgres() {
  local place
  while IFS= read -r place; do
    if [ -x "$place/initdb" ] && [ -x "$place/postgres" ] && [ "$(postgres_major "$place")" -ge 15 ]; then PG_BIN=$place; return 0; fi
  done < <(printf '%s\n' "${METRICS_PG_BIN:-}"; ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -Vr
    printf '%s\n' "${PATH//:/$'\n'}")
  return 1
}

postgres_major() { "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }

need_postgres() {
  find_postgres && return 0
  command -v apt-get >/dev/null ||
    fail "PostgreSQL 15 or later is not installed" "install its server programs, or set METRICS_PG_BIN to the folder with initdb"
  is_root || fail "PostgreSQL is not installed; this installs it (once):" "sudo apt-get update && sudo apt-get install -y postgresql"
  install_postgres
  find_postgres ||
    fail "this distribution's PostgreSQL is older than 15" "install a newer one, or set METRICS_PG_BIN to the folder with initdb"
}

install_postgres() {
  say "Installing PostgreSQL's programs (apt-get) …"
  # Debian would make and start a cluster of its own; we want the programs only.
  local no_cluster=/etc/postgresql-common/createcluster.d/metrics.conf log=$LOCAL/logs/apt.log
  mkdir -p "${no_cluster%/*}"
  printf 'create_main_cluster = false\n' >"$no_cluster"
  local rc=0
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } \
    >"$log" 2>&1 </dev/null || rc=$?
  rm -f "$no_cluster"
  [ $rc -eq 0 ] || { tail -n 20 "$log" >&2; fail "apt-get could not install PostgreSQL; all it said is in $log"; }
}

tell_slower() {
  local text="compiled as it runs, so it starts slower: the compiler ahead of time could not be had; why is in $1"
  if [ "$LOG_FORMAT" = json ]; then log_object Warning "$text"; else say "($text)"; fi
}

# usage: publish_program PROJECT LOG [words before the command]
# Compiled ahead for this machine, or each process would compile the same code anew while callers wait (decision 56). The packages for that
# may not be had where everything else is there already.
publish_program() {
  local project=$1 log=$2 made=$PROGRAMS/.new-$1.$$ folder=$REPO/src/$1 ahead
  [ -d "$folder" ] || folder=$REPO/tools/$1
  shift 2
  for ahead in true false; do
    # No build servers: they would outlive this script.
    if "$@" env MSBUILDDISABLENODEREUSE=1 "$DOTNET" publish "$folder" -c Release --use-current-runtime --no-self-contained \
      -p:PublishReadyToRun=$ahead -o "$made" -v quiet -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1 </dev/null; then
      # Whole or not at all, and never under the hands of what runs from the one before.
      rm -rf -- "${PROGRAMS:?}/$project"
      mv -- "$made" "$PROGRAMS/$project"
      [ $ahead = true ] || tell_slower "$log.ahead"
      return 0
    fi
    rm -rf -- "$made"
    # A mistake in the code is one either way.
    if [ $ahead = false ] || grep -q 'error CS' "$log"; then break; fi
    cp -- "$log" "$log.ahead"
  done
  [ "$LOG_FORMAT" = json ] || { grep -E 'error|warn' "$log" | cut -c1-500 | sort -u | head -20 | grep . || tail -n 20 "$log"; } >&2
  fail "the build failed; all it said is in $log"
}

# For the benchmarks: the programs as users get them, beside those that run.sh may be running.
publish_for_benchmarks() {
  local project
  prepare_local
  find_dotnet
  PROGRAMS=$LOCAL/benchmarks
  REFRESH_DLL=$PROGRAMS/Metrics.Refresh/Metrics.Refresh.dll
  SAMPLES_DLL=$PROGRAMS/Metrics.Samples/Metrics.Samples.dll
  for project in Metrics.Refresh Metrics.Api Metrics.Samples; do publish_program "$project" "$LOCAL/logs/build.log"; done
  export METRICS_PROGRAMS=$PROGRAMS
}
