-- an account's coupons from the newest on
CREATE INDEX coupons_in_order ON coupons (account_id, sequence);
