-- the answer
select
  m."k0" as "shop__opened__month min",
  m."k1" as "shop__opened__month max",
  m."k2" as "shop__name min",
  m."k3" as "shop__name max"
from (
  -- no metrics
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    c."k3" as "k3"
  from (
    -- smallest and largest shop__opened__month, shop__name
    select
      min(r."shop__opened__month") as "k0",
      max(r."shop__opened__month") as "k1",
      min(r."shop__name") as "k2",
      max(r."shop__name") as "k3"
    from (
      select
        date_trunc('month', f."opened")::date as "shop__opened__month",
        f."name" as "shop__name"
      from (
        -- shops
        select
          (opened) as "opened",
          (name) as "name"
        from store."shop_v1" as "shop"
      ) as "f"
    ) as "r"
  ) as "c"
) as "m"
order by m."k0" nulls last, m."k1" nulls last, cast(m."k2" as text) collate "C" nulls last, cast(m."k3" as text) collate "C" nulls last
limit 100001

