# The private PostgreSQL of a checkout: reached through a unix socket only, no port, no password. Sourced by run.sh and psql.sh.

# As root the server runs as somebody else, since PostgreSQL refuses root: whoever owns the data already, postgres, or nobody.
cluster_user() {
  is_root || { id -un; return; }
  local owner
  for owner in "$(stat -c %U "$(elsewhere)/data" 2>/dev/null || true)" "$(stat -c %U "$LOCAL/pg/data" 2>/dev/null || true)" postgres nobody; do
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
  (as_cluster_user "$PG_BIN/initdb" -D "$PG_DATA" -U metrics -A scram-sha-256 --auth-local=trust -E UTF8 --locale=C) >"$LOCAL/logs/initdb.log" 2>&1 ||
    { tail -n 20 "$LOCAL/logs/initdb.log" >&2; fail "initdb failed"; }
  cat >>"$PG_DATA/postgresql.conf" <<'CONF'

# Written by run.sh for a machine of two cores that others share.
listen_addresses = ''
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
# No replicas: loading a fresh table writes no log of it.
wal_level = minimal
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
CONF
  : >"$PG_HOME/made"
}

cluster_runs() { (as_cluster_user "$PG_BIN/pg_ctl" -D "$PG_DATA" status) >/dev/null 2>&1; }
cluster_answers() { "$PG_BIN/pg_isready" -q -h "$PG_SOCKET" -p 5432 -t 1; }

prepare_socket() {
  PG_SOCKET=$PG_HOME/socket
  if [ "${#PG_SOCKET}" -gt 85 ]; then PG_SOCKET=$(mktemp -d /tmp/metrics-XXXXXX); PG_SOCKET_IS_TEMPORARY=yes; fi
  mkdir -p "$PG_SOCKET"
  chmod 700 "$PG_SOCKET"
  if is_root; then chown "$PG_USER:" "$PG_SOCKET"; fi
}

owner_psql() { "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$PG_SOCKET" -p 5432 -U metrics "$@"; }
