select min(date_trunc('month', opened))::date, max(date_trunc('month', opened))::date,
  min(name collate "C"), max(name collate "C") from store.shop_v1
