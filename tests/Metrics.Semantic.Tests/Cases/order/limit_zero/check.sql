select 1, 1 where false
