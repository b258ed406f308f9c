# The steps of run.sh, in their order. Sourced, never run.

SETSID_CHILDREN=()   # "pid name", stopped in reverse order
STEP=                # the step that runs in the foreground
RESTARTS_AT_MOST=5   # in a row
QUIET_SECONDS=300    # after which an end is the first again
declare -A RESTARTS=() STARTED=() DUE=()   # by name: how often in a row, when last, when next
declare -A LOG_FROM=()   # by name: how long its log was when it was started

# An argument, or METRICS_PROJECT, or what ships; other terminals' scripts take the same without being told.
choose_project() {
  local folder=${1:-${METRICS_PROJECT:-$REPO/warehouse}}
  [ -d "$folder" ] || fail "there is no folder '$folder'" "scripts/refresh.sh init '$folder' --from FOLDER writes a project there"
  METRICS_PROJECT=$(cd -- "$folder" && pwd -P)
  [ -f "$METRICS_PROJECT/metrics.yml" ] || fail "there is no metrics.yml in $METRICS_PROJECT" \
    "it is no project; for a folder of CSV files: scripts/refresh.sh init NEW-FOLDER --from '$folder'"
  # Nothing would ever be published, and the API would be waited for in vain.
  if ! grep -qsE '^(sources|seeds|external):' \
    "$METRICS_PROJECT"/metrics.yml "$METRICS_PROJECT"/*/sources.yml "$METRICS_PROJECT"/*/seeds/seeds.yml &&
    [ -z "$(find "$METRICS_PROJECT" -path '*/models/*' -name '*.sql' -print -quit)" ]; then
    fail "project $METRICS_PROJECT makes no tables yet" \
      "its README.md says what to write; with data: scripts/refresh.sh init NEW-FOLDER --from FOLDER"
  fi
  export METRICS_PROJECT
}

need_tools() {
  local tool
  for tool in flock setsid setpriv timeout; do
    command -v "$tool" >/dev/null || fail "$tool is not there; run.sh is made for Linux with util-linux and coreutils"
  done
}

# Before anything is started, built or written. The lock ends with this process, however that ends.
only_one_at_a_time() {
  exec 9>>"$LOCAL/run.lock"
  if ! flock -n 9; then
    FAIL_CODE=4 fail "another ./run.sh runs in this checkout ($(running_one)); this one has started nothing" \
      "end that one (Ctrl-C), or start this project from another checkout with ASPNETCORE_URLS=http://127.0.0.1:8081"
  fi
  printf '%s\n' $$ "${METRICS_PROJECT:-}" >"$LOCAL/run.pid"
}

# Whoever holds the lock, which it may have got a moment ago, so that what a killed one left is still there.
running_one() {
  local i pid='' project=''
  for ((i = 0; i < 20; i++)); do
    { read -r pid && read -r project; } 2>/dev/null <"$LOCAL/run.pid" || true
    if [ -n "$pid" ] && [ "/proc/$pid/fd/9" -ef "$LOCAL/run.lock" ]; then
      printf 'process %s, project %s' "$pid" "$project"
      return 0
    fi
    sleep 0.1
  done
  printf 'which one is not known'
}

# In the background and waited for, so that a signal is answered at once and not after the step.
step() {
  "$@" 9>&- &
  STEP=$!
  local rc=0
  wait "$STEP" || rc=$?
  STEP=
  return $rc
}

# In a session of its own, so that Ctrl-C reaches only this script, which stops things in order; if the script is killed they end too.
start_child() {
  local name=$1 signal=$2 log=$3
  shift 3
  LOG_FROM[$name]=$(stat -c %s "$log" 2>/dev/null || echo 0)
  setsid setpriv --pdeathsig "$signal" "$@" >>"$log" 2>&1 </dev/null 9>&- &
  SETSID_CHILDREN+=("$! $name")
}

# The last lines of what a program wrote since it was started: its log goes on from start to start.
last_words() {
  local from=${LOG_FROM[$1]:-0}
  [ -f "$2" ] || return 0
  # Somebody may have cut it meanwhile.
  if [ "$(stat -c %s "$2")" -lt "$from" ]; then from=0; fi
  tail -c "+$((from + 1))" "$2" | tail -n 20 >&2 || true
}

stop_pid() {
  local pid=$1 signal=$2 seconds=$3 i
  kill "-$signal" "$pid" 2>/dev/null || return 0
  for ((i = 0; i < seconds * 10; i++)); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

stop_all() {
  trap '' INT TERM HUP
  trap - EXIT
  [ -z "$STEP" ] || stop_pid "$STEP" TERM 10
  local i
  for ((i = ${#SETSID_CHILDREN[@]} - 1; i >= 0; i--)); do
    case ${SETSID_CHILDREN[i]} in
      *postgres) stop_pid "${SETSID_CHILDREN[i]%% *}" INT 60 ;;
      *) stop_pid "${SETSID_CHILDREN[i]%% *}" TERM 20 ;;
    esac
  done
  if [ -n "${PG_SOCKET_IS_TEMPORARY:-}" ]; then rmdir "$PG_SOCKET" 2>/dev/null || true; fi
  rm -f "$LOCAL/run.pid"
  if [ ${#SETSID_CHILDREN[@]} -gt 0 ]; then say "Stopped."; fi
}

# The first of the URLs, as a caller on this machine would write it.
api_address() {
  local url=${ASPNETCORE_URLS:-http://127.0.0.1:8080}
  url=${url%%;*}
  API_URL=$(printf '%s' "${url%/}" | sed -E 's#//(0\.0\.0\.0|\*|\+|\[::\])(:|$)#//127.0.0.1\2#')
  local authority=${API_URL#*://}
  API_HOST=${authority%:*} API_PORT=${authority##*:}
  if [ "$API_PORT" = "$authority" ]; then API_HOST=$authority API_PORT=80; fi
  API_HOST=${API_HOST#[} API_HOST=${API_HOST%]}
  [[ $API_URL == http://* && $API_PORT =~ ^[0-9]+$ ]] || fail "ASPNETCORE_URLS is '${ASPNETCORE_URLS:-}'; run.sh takes http://address:port"
}

connects() { timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>/dev/null; }

need_free_port() {
  ! connects "$API_HOST" "$API_PORT" ||
    fail "port $API_PORT on $API_HOST is in use by another program" \
      "stop it, or: ASPNETCORE_URLS=http://127.0.0.1:$((API_PORT + 1)) ./run.sh"
}

start_cluster() {
  locate_cluster
  if ! is_root && [ -d "$PG_DATA" ] && [ ! -O "$PG_DATA" ]; then
    fail "$PG_DATA belongs to $(stat -c %U "$PG_DATA")" "use a clone of your own"
  fi
  [ -f "$PG_HOME/made" ] || make_cluster
  if cluster_runs && cluster_answers; then
    say "The private PostgreSQL runs already; it will be left running"
  else
    prepare_socket
    configure_cluster
    start_server
  fi
}

# The project's own database of the private cluster, made if it is not there.
open_database() {
  local made=
  locate_database
  if ! database_exists "$PG_DATABASE"; then
    owner_psql -d postgres -c "create database \"$PG_DATABASE\""
    made=yes
  fi
  # Projects beside each other: roles of one have no business in another's. Each time, as a start may have ended between the two; but in
  # 'metrics' of an earlier release people's logins may connect by the right that everybody had.
  if [ -n "$made" ] || [ "$PG_DATABASE" != metrics ]; then
    owner_psql -d postgres -c "revoke connect on database \"$PG_DATABASE\" from public"
  fi
  export ConnectionStrings__Warehouse="Host=$PG_SOCKET;Port=5432;Username=metrics;Database=$PG_DATABASE"
}

# After a kill -9 the old server's last processes may hold the data for a moment: try again for 5 seconds.
start_server() {
  local log=$LOCAL/logs/postgres.log attempt i drop=()
  if is_root; then drop=("--reuid=$PG_USER" "--regid=$(id -g "$PG_USER")" --clear-groups --inh-caps=-all); fi
  for attempt in 1 2 3 4 5 6; do
    cd /
    start_child postgres INT "$log" ${drop[@]+"${drop[@]}"} "$PG_BIN/postgres" -D "$PG_DATA" -k "$PG_SOCKET"
    cd "$REPO"
    local pid=${SETSID_CHILDREN[-1]%% *}
    for ((i = 0; i < 600; i++)); do
      kill -0 "$pid" 2>/dev/null || break
      if cluster_answers; then return 0; fi
      sleep 0.1
    done
    unset 'SETSID_CHILDREN[-1]'
    stop_pid "$pid" INT 10
    sleep 1
  done
  last_words postgres "$log"
  fail "PostgreSQL did not start; its log is $log"
}

# A Redis of its own, which keeps nothing on disk. Without one every answer is the same, only found again after a restart of the API.
start_redis() {
  [ -z "${ConnectionStrings__Redis:-}" ] || return 0
  local program
  program=$(command -v redis-server || true)
  if [ -z "$program" ]; then say "redis-server is not installed; going on without it"; return 0; fi
  REDIS_PROGRAM=$program REDIS_PORT=16379
  while connects 127.0.0.1 "$REDIS_PORT"; do REDIS_PORT=$((REDIS_PORT + 1)); done
  REDIS_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  start_redis_server
  export ConnectionStrings__Redis="127.0.0.1:$REDIS_PORT,password=$REDIS_PASSWORD"
}

# On the same port with the same password each time, which the API knows.
start_redis_server() {
  local drop=()
  if is_root; then drop=("--reuid=${PG_USER:-nobody}" "--regid=$(id -g "${PG_USER:-nobody}")" --clear-groups --inh-caps=-all); fi
  # Its configuration holds a password, so it comes through a pipe and stands in no argument list.
  REDIS_CONF="bind 127.0.0.1
port $REDIS_PORT
requirepass $REDIS_PASSWORD
save \"\"
dir /tmp
maxmemory 128mb
maxmemory-policy allkeys-lru" start_child redis TERM "$LOCAL/logs/redis.log" ${drop[@]+"${drop[@]}"} \
    bash -c 'cd / && exec "$0" - <<<"$REDIS_CONF"' "$REDIS_PROGRAM"
}

api_login() {
  API_CONNECTION=$ConnectionStrings__Warehouse
  if [ -z "${PG_SOCKET:-}" ] && [ -z "${METRICS_API_PASSWORD:-}" ]; then return 0; fi
  local role
  # What it is called depends on the database, which keeps the names that it has.
  role=$("$DOTNET" "$REFRESH_DLL" roles </dev/null 9>&- | sed -n 's/^api\t//p') || true
  [ -n "$role" ] || fail "the name of the API's role is not known; what is wrong stands above"
  API_CONNECTION="$ConnectionStrings__Warehouse;Username=\"${role//\"/\"\"}\""
  if [ -z "${PG_SOCKET:-}" ]; then API_CONNECTION+=";Password=\"${METRICS_API_PASSWORD//\"/\"\"}\""; fi
}

# What the binaries are made of: names and times of all sources. Asking MSBuild takes longer than the whole start.
sources_stamp() {
  (cd "$REPO" && find src tools Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig \
    BannedSymbols.txt \
    \( -name bin -o -name obj \) -prune -o -type f -printf '%p %T@ %s\n' | LC_ALL=C sort | cksum)
}

build_when_changed() {
  local stamp
  stamp="$(sources_stamp) $("$DOTNET" --version)"
  if [ -f "$REFRESH_DLL" ] && [ -f "$API_DLL" ] && [ -f "$SAMPLES_DLL" ] &&
    [ "$stamp" = "$(cat "$LOCAL/build.stamp" 2>/dev/null)" ]; then
    return 0
  fi
  say "Building …"
  local project
  for project in Metrics.Refresh Metrics.Api Metrics.Samples; do
    publish_program "$project" "$LOCAL/logs/build.log" step
  done
  printf '%s' "$stamp" >"$LOCAL/build.stamp"
}

sample_when_missing() {
  # A project of one's own needs no sample, nor does a pack whose data is one's own (STOREFRONT_DATA and its like).
  if [ "$METRICS_PROJECT" != "$REPO/warehouse" ]; then return 0; fi
  step "$DOTNET" "$SAMPLES_DLL" all --scale 1 --seed 1 --if-missing </dev/null || fail "the sample data could not be written"
}

refresh_once() {
  local rc=0 take_over=() advice=()
  if [ "${METRICS_TAKE_OVER:-}" = yes ]; then take_over=(--take-over); fi
  step "$DOTNET" "$REFRESH_DLL" run ${take_over[@]+"${take_over[@]}"} </dev/null || rc=$?
  # Terminals beside this one speak of the same project, and the next start finds its database again whatever it is called then. Not
  # before it is known that the project may use it.
  case $rc in
    0 | 3 | 4)
      printf '%s\n' "$METRICS_PROJECT" >"$LOCAL/project"
      if [ -n "${PG_DATABASE:-}" ]; then record_database; fi
      ;;
  esac
  case $rc in
    0) ;;
    2)
      if [ -n "${PG_DATABASE:-}" ] && [ -n "$(recorded_database)" ]; then
        advice=("its database is '$PG_DATABASE' ($LOCAL/databases); where its name changed, this keeps the database under the new one:"
          "METRICS_TAKE_OVER=yes ./run.sh $METRICS_PROJECT"
          "and without the line of its folder in $LOCAL/databases it gets a new one")
      fi
      fail "the project $METRICS_PROJECT cannot be used; what is wrong stands above" ${advice[@]+"${advice[@]}"}
      ;;
    3) say "Some tables were not refreshed, or definitions with errors were left out, as said above; the rest is published." ;;
    4) say "Another refresh holds the lease on this warehouse; going on with what is published." ;;
    *) say "The refresh failed; what was published before still stands, if anything was." ;;
  esac
}

start_worker() { start_child refresh TERM "$LOCAL/logs/refresh.log" "$DOTNET" "$REFRESH_DLL" serve; }

# Callers on this machine need no key for questions and the catalog; nothing else sets that.
start_api() {
  start_child api TERM "$LOCAL/logs/api.log" \
    env "ConnectionStrings__Warehouse=$API_CONNECTION" "ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://127.0.0.1:8080}" \
    "Metrics__Keyless=${Metrics__Keyless:-true}" \
    "$DOTNET" "$API_DLL" --dev --project "$METRICS_PROJECT"
}

# Made once in the life of a warehouse and printed then: only its hash is kept, so nobody can print it again.
make_key() {
  local log=$LOCAL/logs/keys.log
  API_KEY=$("$DOTNET" "$REFRESH_DLL" keys create --name run.sh --scopes query,catalog,run,admin --once 2>"$log" </dev/null 9>&-) || {
    tail -n 5 "$log" >&2
    say "No API key could be made; all that was said is in $log"
  }
}

key_hint() {
  if [ -n "${API_KEY:-}" ]; then
    printf '%s\n               %s' 'asking for runs needs it; it may do everything and is shown this once:' "$API_KEY"
  else
    printf '%s' "asking for runs needs one: scripts/refresh.sh keys create --name me --scopes run"
  fi
}

# curl may not be there; bash is.
ready_answer() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2"
    printf "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3; cat <&3' \
    _ "$API_HOST" "$API_PORT" 2>/dev/null || true
}

wait_until_ready() {
  local i answer=
  for ((i = 0; i < 240; i++)); do
    dead_child_fails
    answer=$(ready_answer)
    case $answer in "HTTP/1.1 200"*) return 0 ;; esac
    sleep 0.25
  done
  last_words api "$LOCAL/logs/api.log"
  fail "the API did not get ready within a minute; it answers:" "$(printf '%s' "$answer" | tail -n 1)"
}

dead_child_fails() {
  local child
  for child in ${SETSID_CHILDREN[@]+"${SETSID_CHILDREN[@]}"}; do
    kill -0 "${child%% *}" 2>/dev/null && continue
    # Nothing depends on it.
    if [ "${child#* }" = redis ]; then continue; fi
    last_words "${child#* }" "$LOCAL/logs/${child#* }.log"
    fail "${child#* } has ended; its log is $LOCAL/logs/${child#* }.log"
  done
}

# A question of the pack that ships, answered, or of a project of one's own.
first_answer() {
  local answer='' name names path='' title='The ten stores with the highest amount of accepted transactions'
  if [ "$METRICS_PROJECT" = "$REPO/warehouse" ]; then
    names=top_stores
  else
    # Those by kind first, as scripts/refresh.sh init shows it. One whose table could not be loaded has no answer.
    names=$(sed -n 's/^  - name: *\([a-z0-9_]*\) *$/\1/p' "$METRICS_PROJECT"/*/semantic/questions.yml 2>/dev/null |
      awk '/_by_/ && !/_by_month$/ { print; next } { rest = rest $0 "\n" } END { printf "%s", rest }') || true
    title="One of the questions in README.md of $METRICS_PROJECT"
  fi
  for name in $names; do
    path="/api/v1/saved-queries/$name/result?format=csv"
    answer=$(api_body "$path&limit=10")
    if [ -n "$answer" ]; then break; fi
  done
  case $answer in
    '') printf '  try          curl -s %s/api/v1/diagnostics' "$API_URL" ;;
    *) printf '%s:\n\n  curl -s "%s"\n\n%s\n' "$title" "$API_URL$path" "$(printf '%s' "$answer" | tr -d '\r' | sed 's/^/  /')" ;;
  esac
}

# The body of an answer; nothing where there is none.
api_body() {
  timeout 30 bash -c 'exec 3<>"/dev/tcp/$1/$2"; printf "GET $3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3; cat <&3' \
    _ "$API_HOST" "$API_PORT" "$1" 2>/dev/null |
    awk 'NR == 1 && !/ 200 / { exit } body { print } /^\r$/ { body = 1 }' || true
}

# A table that ships is not there in a project of one's own; scripts/psql.sh knows only the private cluster.
table_hint() {
  if [ -z "${PG_SOCKET:-}" ]; then
    printf '%s' 'in psql, on your PostgreSQL: \dv gold.*'
  elif [ "$METRICS_PROJECT" = "$REPO/warehouse" ]; then
    printf '%s' "scripts/psql.sh -c 'select * from gold.fct_transactions limit 5'"
  else
    printf '%s' "scripts/psql.sh -c '\\dv gold.*'"
  fi
}

where_to_look() {
  cat <<TEXT

Ready.
$(first_answer)
  more         README.md, "Five minutes"
  API          $API_URL/swagger
  API key      $(key_hint)
  tables       $(table_hint)
  logs         $LOCAL/logs
Ctrl-C stops everything that this started.
TEXT
}

# Redis, the worker and the API are started again when they end, later each time. PostgreSQL is not: it starts its own processes again,
# and when the first of
# them ends, the reason is one that a start does not mend (no room on the disk, another server on the same data).
look_after_children() {
  local child name alive=() ended=()
  for child in ${SETSID_CHILDREN[@]+"${SETSID_CHILDREN[@]}"}; do
    if kill -0 "${child%% *}" 2>/dev/null; then alive+=("$child"); else ended+=("${child#* }"); fi
  done
  SETSID_CHILDREN=(${alive[@]+"${alive[@]}"})
  for name in ${ended[@]+"${ended[@]}"}; do plan_restart "$name"; done
  for name in "${!DUE[@]}"; do
    if [ "$SECONDS" -lt "${DUE[$name]}" ]; then continue; fi
    unset 'DUE[$name]'
    STARTED[$name]=$SECONDS
    case $name in
      redis) start_redis_server ;;
      refresh) start_worker ;;
      api) start_api ;;
    esac
  done
}

plan_restart() {
  local name=$1 log=$LOCAL/logs/$1.log times pause
  if [ $((SECONDS - ${STARTED[$name]:-0})) -ge "$QUIET_SECONDS" ]; then RESTARTS[$name]=0; fi
  times=$((${RESTARTS[$name]:-0} + 1))
  if [ "$name" = postgres ] || [ "$times" -gt "$RESTARTS_AT_MOST" ]; then
    # Answers are the same without it.
    if [ "$name" = redis ]; then say "redis has ended again; going on without it; its log is $log"; return 0; fi
    last_words "$name" "$log"
    fail "$name has ended; its log is $log"
  fi
  pause=$((1 << (times - 1)))
  RESTARTS[$name]=$times DUE[$name]=$((SECONDS + pause))
  say "$name has ended; starting it again in $pause s ($times of $RESTARTS_AT_MOST in a row); its log is $log"
}

wait_for_children() {
  while :; do
    look_after_children
    sleep 1 9>&- &
    wait $! || true
  done
}
