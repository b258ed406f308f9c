-- the answer
select
  m."k0" as "sale__currency"
from (
  -- no metrics
  select
    c."k0" as "k0"
  from (
    -- every sale__currency
    select
      r."sale__currency" as "k0"
    from (
      select
        f."currency" as "sale__currency"
      from (
        -- sales
        select
          (currency) as "currency"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

