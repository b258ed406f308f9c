-- Small tables with every trap in them.
create table store.region_v1 (region_id text primary key, name text);
insert into store.region_v1 values ('N', 'North'), ('S', 'South');

create table store.merchant_v1 (merchant_id int primary key, segment text, region_id text);
insert into store.merchant_v1 values (1, 'small', 'N'), (2, 'large', 'S'), (3, 'small', null), (4, 'large', 'X');

create type mood as enum ('sad', 'glad');
create table store.shop_v1 (shop_id int primary key, name text, country text, opened date, merchant_id int, badge uuid, mood mood, tags jsonb, code char(4));
insert into store.shop_v1 values
  (1, 'Ána', 'ES', '2025-01-31', 1, '00000000-0000-0000-0000-00000000000a', 'glad', '{"a": 1}', 'x'),
  (2, 'Zoe''s "place"', 'ES', '2025-02-28', 2, '00000000-0000-0000-0000-00000000000b', 'sad', null, 'y'),
  (3, 'bob_1%', null, '2025-12-31', 3, null, null, '{"a": 1}', null),
  (4, 'Back\slash', 'FR', null, null, '00000000-0000-0000-0000-00000000000a', 'glad', '[]', 'x'),
  (5, 'émile', 'PT', '2026-01-01', 4, null, 'sad', null, 'z');

create table store.label_v1 (product text primary key, label text, colour text);
insert into store.label_v1 values ('p1', 'One', 'red'), ('p2', 'Two', 'blue');
create table store.brand_v1 (product text primary key, label text, maker text);
insert into store.brand_v1 values ('p1', 'Uno', 'm1'), ('p3', 'Tres', 'm2');

-- Sales: orphans (shop 99), null keys, null amounts, equal times, both sides of clock changes.
create table store.sale_v1 (sale_id bigint primary key, shop_id int, product text, amount numeric(12,2), quantity int, weight double precision, gift boolean,
  currency text, status text, sold_at timestamp, paid_at timestamptz, booked_on date);
insert into store.sale_v1 values
  (1, 1, 'p1', 10.00, 1, 0.5, true, 'EUR', 'ok', '2025-12-29 23:30', '2025-12-29 23:30+00', '2025-12-29'),
  (2, 1, 'p1', 20.00, 2, 1.5, false, 'EUR', 'ok', '2025-12-31 23:59:59.999999', '2026-01-01 04:59:59+00', '2025-12-31'),
  (3, 1, 'p2', 30.00, null, null, null, 'USD', 'ok', '2026-01-01 00:00', '2026-01-01 05:00+00', '2026-01-01'),
  (4, 2, 'p3', null, 4, 2.5, true, 'EUR', 'ok', '2026-01-01 00:00', '2026-03-08 06:30+00', '2026-01-01'),
  (5, 2, null, 50.50, 5, 'NaN', false, 'EUR', 'void', '2026-03-08 06:59', '2026-03-08 06:59+00', '2026-03-08'),
  (6, 3, 'p9', 60.00, 6, 3.5, true, 'EUR', 'ok', '2026-03-08 07:00', '2026-03-08 07:00+00', '2026-03-08'),
  (7, 99, 'p1', 70.00, 7, 4.5, false, 'EUR', 'ok', '2026-03-29 00:59', '2026-03-29 00:59+00', '2026-03-29'),
  (8, null, 'p1', 80.00, 8, 5.5, null, null, null, '2026-03-29 01:00', '2026-03-29 01:00+00', '2026-03-29'),
  (9, 4, 'p2', -5.00, 0, 0, true, 'USD', 'ok', '2026-10-25 00:30', '2026-10-25 00:30+00', '2026-10-25'),
  (10, 4, 'p2', 5.00, 0, 0, false, 'USD', 'ok', '2026-10-25 01:30', '2026-10-25 01:30+00', '2026-10-25'),
  (11, 1, 'p1', 1.00, 1, 6.5, true, 'EUR', 'ok', '2026-11-01 05:30', '2026-11-01 05:30+00', '2026-11-01'),
  (12, 2, 'p1', 2.00, 1, 7.5, true, 'EUR', 'ok', '2026-11-01 06:30', '2026-11-01 06:30+00', '2026-11-01'),
  (13, 2, 'p2', 3.00, 1, 8.5, true, 'EUR', 'ok', null, null, null),
  (14, 1, 'p3', 4.00, 2147483647, 9.5, true, 'EUR', 'ok', '2026-11-01 06:30', '2026-11-01 06:30+00', '2026-11-01');

create table store.refund_v1 (refund_id int primary key, shop_id int, sale_id bigint, refunded numeric(10,2), reason text, refunded_on date);
insert into store.refund_v1 values
  (1, 1, 1, 1.50, 'late', '2026-01-05'), (2, 1, 1, 2.50, 'late', '2026-01-31'), (3, 5, null, 3.00, null, '2026-02-01'),
  (4, null, 5, 4.00, 'broken', '2026-02-28'), (5, 98, 8, 5.00, 'broken', null);

create table store.nothing_v1 (nothing_id int primary key, shop_id int, amount numeric(10,2), at date);

-- Local times of New York, both hours of the night the clocks are set back among them.
create table store.visit_v1 (visit_id int primary key, shop_id int, minutes int, entered timestamp);
insert into store.visit_v1 values
  (1, 1, 5, '2026-03-08 01:30'), (2, 1, 10, '2026-03-08 03:30'), (3, 2, 15, '2026-11-01 00:30'), (4, 2, 20, '2026-11-01 01:30'),
  (5, null, 25, '2026-11-01 02:30'), (6, 1, 30, '2025-12-31 22:30');

-- Events: store 1 has ties at the third, 2 exactly three, 3 two, 4 one; someone without a name.
create table store.tap_v1 (event bigint primary key, shop_id int, kind text, days int, at timestamp, day date, moment timestamptz);
insert into store.tap_v1 select n, shop, kind, n, at, at::date, at at time zone 'UTC' from (values
  (1, 1, 'in', timestamp '2026-01-01 00:00'), (2, 1, 'in', '2026-01-02 12:00'), (3, 1, 'in', '2026-01-05 06:00'), (4, 1, 'out', '2026-01-05 06:00'),
  (5, 1, 'in', '2026-01-05 06:00'), (6, 2, 'in', '2026-02-10 00:00'), (7, 2, 'out', '2026-02-10 00:00'), (8, 2, 'in', '2026-02-12 00:00'),
  (9, 3, 'in', '2026-01-15 00:00'), (10, 3, 'in', '2026-01-16 00:00'), (11, 4, 'in', '2026-01-20 00:00'),
  (12, null, 'in', '2026-01-01 00:00'), (13, null, 'in', '2026-01-02 00:00'), (14, null, 'in', '2026-01-03 00:00'),
  (15, 5, 'in', '2026-01-31 23:00'), (16, 5, 'in', null), (17, 5, 'in', '2026-03-01 00:00'), (18, 5, 'in', '2026-03-02 11:00'),
  (19, 99, 'in', '2026-01-31 23:30'), (20, 99, 'in', '2026-02-01 23:30'), (21, 99, 'in', '2026-02-02 23:30')) as e (n, shop, kind, at);
