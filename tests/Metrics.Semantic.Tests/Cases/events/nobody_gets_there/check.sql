select null::float8, 0
