select 0, null::numeric
