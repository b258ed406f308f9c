# The private PostgreSQL of a checkout: reached through a unix socket only, no port, no password. Sourced by run.sh and psql.sh.

# As root the server runs as somebody else, since PostgreSQL refuses root: whoever owns the data already, postgres, or nobody.
cluster_user() {
  is_root || { id -un; return; }
  local owner
  for owner in "$(stat -c %U "$(elsewhere)/data" 2>/dev/null || true)" "$(stat -c %U "$LOCAL/pg/data" 2>/dev/null || true)" \
    postgres nobody; do
    if [ -n "$owner" ] && [ "$owner" != root ] && id "$owner" >/dev/null 2>&1; then printf '%s' "$owner"; return; fi
  done
}

# Runs a program as the cluster's user, from a folder that it can be in; replaces this shell, so a background pid is the program's own.
as_cluster_user() {
  cd /
  if is_root; then
    exec setpriv "--reuid=$PG_USER" "--regid=$(id -g "$PG_USER")" --clear-groups --inh-caps=-all "$@"
  fi
  exec "$@"
}

checkout_id() { printf '%s' "$REPO" | cksum | cut -d' ' -f1; }
elsewhere() { printf '/var/lib/metrics-%s' "$(checkout_id)"; }

# Sets PG_USER, PG_HOME and PG_SOCKET. A home of mode 700 keeps an unprivileged user out of the checkout: the data live elsewhere then.
locate_cluster() {
  PG_USER=$(cluster_user)
  PG_HOME=$LOCAL/pg
  if is_root && ! (as_cluster_user test -x "$LOCAL"); then PG_HOME=$(elsewhere); fi
  PG_DATA=$PG_HOME/data
  PG_SOCKET=$PG_HOME/socket
  # The kernel cuts socket paths at 108 bytes: a running server knows where its own is, a new one gets a short folder.
  if [ -f "$PG_DATA/postmaster.pid" ]; then PG_SOCKET=$(sed -n 5p "$PG_DATA/postmaster.pid"); fi
}

make_cluster() {
  say "Making a private PostgreSQL cluster in $PG_HOME"
  mkdir -p "$PG_HOME"
  chmod 700 "$PG_HOME"
  if is_root; then chown "$PG_USER:" "$PG_HOME"; fi
  # A first start that was cut short left a folder that nothing was ever stored in.
  if [ -d "$PG_DATA" ] && [ ! -f "$PG_HOME/made" ]; then rm -rf -- "$PG_DATA"; fi
  (as_cluster_user "$PG_BIN/initdb" -D "$PG_DATA" -U metrics -A scram-sha-256 --auth-local=trust -E UTF8 --locale=C) \
    >"$LOCAL/logs/initdb.log" 2>&1 ||
    { tail -n 20 "$LOCAL/logs/initdb.log" >&2; fail "initdb failed"; }
  : >"$PG_HOME/made"
}

# Before each start, so that a cluster that an earlier release made gets what this one knows. Lines of your own in postgresql.conf stand
# after the include and win.
configure_cluster() {
  local conf=$PG_DATA/metrics.conf megabytes
  megabytes=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
  cat >"$conf.new" <<CONF
# Written by run.sh at each start; what you change here is lost. Put settings of your own at the end of postgresql.conf.
listen_addresses = ''
max_connections = 60
timezone = 'UTC'
log_timezone = 'UTC'

# Memory, by what the machine has ($megabytes MB). Builds ask for more for themselves.
shared_buffers = $(within_bounds $((megabytes / 16)) 256 2048)MB
effective_cache_size = $(within_bounds $((megabytes / 2)) 512 65536)MB
work_mem = 32MB
maintenance_work_mem = 256MB

# No replicas: loading a fresh table writes no log of it.
wal_level = minimal
max_wal_senders = 0
# A refresh writes much at once; checkpoints in the middle of it would write pages again and again.
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min

# Pages anywhere on a solid-state disk cost nearly what pages in a row do.
random_page_cost = 1.1
effective_io_concurrency = 200
# Compiling a query takes longer than most of them run.
jit = off
CONF
  if is_root; then chown "$PG_USER:" "$conf.new"; fi
  mv "$conf.new" "$conf"
  if ! grep -q "^include_if_exists = 'metrics.conf'" "$PG_DATA/postgresql.conf"; then
    printf "\n# What run.sh writes at each start. What stands below is yours.\ninclude_if_exists = 'metrics.conf'\n" \
      >>"$PG_DATA/postgresql.conf"
  fi
}

within_bounds() { if [ "$1" -lt "$2" ]; then printf %s "$2"; elif [ "$1" -gt "$3" ]; then printf %s "$3"; else printf %s "$1"; fi; }

cluster_runs() { (as_cluster_user "$PG_BIN/pg_ctl" -D "$PG_DATA" status) >/dev/null 2>&1; }
cluster_answers() { "$PG_BIN/pg_isready" -q -h "$PG_SOCKET" -p 5432 -t 1; }

prepare_socket() {
  PG_SOCKET=$PG_HOME/socket
  if [ "${#PG_SOCKET}" -gt 85 ]; then PG_SOCKET=$(mktemp -d /tmp/metrics-XXXXXX); PG_SOCKET_IS_TEMPORARY=yes; fi
  mkdir -p "$PG_SOCKET"
  chmod 700 "$PG_SOCKET"
  if is_root; then chown "$PG_USER:" "$PG_SOCKET"; fi
}

# The project that scripts speak of: METRICS_PROJECT, or what run.sh was last started with, or what ships.
known_project() {
  local last
  last=$(cat "$LOCAL/project" 2>/dev/null || true)
  if [ -n "${METRICS_PROJECT:-}" ]; then printf '%s' "$METRICS_PROJECT"
  elif [ -f "$last/metrics.yml" ]; then printf '%s' "$last"
  else printf '%s' "$REPO/warehouse"; fi
}

database_exists() { [ -n "$(owner_psql -d postgres -Atc "select 1 from pg_database where datname = '$1'")" ]; }

# Sets PG_DATABASE to the project's own: the one that it was last run in, whatever it is called now (a run of another name is refused there
# and says so); else what the command line finds by its owner, or names after it. What ships has 'metrics' where nobody else has.
locate_database() {
  local usual=()
  if [ -d "$METRICS_PROJECT" ]; then METRICS_PROJECT=$(cd -- "$METRICS_PROJECT" && pwd -P); fi
  PG_DATABASE=$(recorded_database)
  if [ -n "$PG_DATABASE" ]; then return 0; fi
  if [ "$METRICS_PROJECT" -ef "$REPO/warehouse" ]; then
    usual=(--usual metrics)
    # psql and its like need nothing built for it.
    if [ ! -f "$REFRESH_DLL" ]; then PG_DATABASE=metrics; return 0; fi
  fi
  if [ -z "${DOTNET:-}" ]; then find_dotnet; fi
  [ -f "$REFRESH_DLL" ] || fail "project $METRICS_PROJECT was not started yet in this checkout; this does it: ./run.sh $METRICS_PROJECT"
  local named='' rc=0
  named=$(ConnectionStrings__Warehouse="Host=$PG_SOCKET;Port=5432;Username=metrics;Database=postgres" \
    "$DOTNET" "$REFRESH_DLL" --project "$METRICS_PROJECT" name ${usual[@]+"${usual[@]}"} </dev/null 9>&-) || rc=$?
  PG_DATABASE=$(printf '%s\n' "$named" | sed -n 's/^database\t//p')
  # Projects that are called alike, in folders of their own, have databases of their own.
  local called=$PG_DATABASE number=2
  while [ -n "$PG_DATABASE" ] && is_anothers "$PG_DATABASE"; do PG_DATABASE=${called}_$number number=$((number + 1)); done
  # Scripts that stand for the program end as it does.
  if [ "$rc" -ne 0 ] && [ -n "${ENDS_AS_PROGRAM:-}" ]; then FAIL_CODE=$rc; fi
  [ -n "$PG_DATABASE" ] || fail "which database is that of project $METRICS_PROJECT is not known; what is wrong stands above"
}

# .local/databases: a line a project, its database before its folder.
recorded_database() {
  [ -f "$LOCAL/databases" ] || return 0
  FOLDER=$METRICS_PROJECT awk '{ at = index($0, "\t") } at && substr($0, at + 1) == ENVIRON["FOLDER"] { found = substr($0, 1, at - 1) }
    END { print found }' "$LOCAL/databases"
}

# True of a database that another project's folder, which is still there, was run in.
is_anothers() {
  local database folder
  [ -f "$LOCAL/databases" ] || return 1
  while IFS=$'\t' read -r database folder; do
    if [ "$database" = "$1" ] && [ -f "$folder/metrics.yml" ] && ! [ "$folder" -ef "$METRICS_PROJECT" ]; then return 0; fi
  done <"$LOCAL/databases"
  return 1
}

record_database() {
  [ "$(recorded_database)" != "$PG_DATABASE" ] || return 0
  { if [ -f "$LOCAL/databases" ]; then
      FOLDER=$METRICS_PROJECT awk '{ at = index($0, "\t") } substr($0, at + 1) != ENVIRON["FOLDER"]' "$LOCAL/databases"
    fi
    printf '%s\t%s\n' "$PG_DATABASE" "$METRICS_PROJECT"; } >"$LOCAL/databases.new"
  mv "$LOCAL/databases.new" "$LOCAL/databases"
}

owner_psql() { "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$PG_SOCKET" -p 5432 -U metrics "$@"; }
