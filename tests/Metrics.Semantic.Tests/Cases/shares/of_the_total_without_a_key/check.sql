select 1.0::float8
