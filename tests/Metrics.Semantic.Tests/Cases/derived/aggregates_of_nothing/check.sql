select 0, null::numeric, null::float8, null::float8, null::numeric, null::bigint, 0, null::timestamptz
