/*
description: Every day from 2000-01-01 to 2040-12-31
key: date_day
*/
select day::date as date_day
from generate_series(timestamp '2000-01-01', timestamp '2040-12-31', interval '1 day') as days (day)
