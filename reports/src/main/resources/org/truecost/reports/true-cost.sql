-- Usage of one month by everything that can decide its price or its owner.
-- Counts are as logged, so each row is weighted here. Integers and DECIMAL only: BIGINT × DECIMAL(18,9)
-- is DECIMAL(37,9), whose sum is exact. The order makes ties of the allocation stable.
SELECT
  registry,
  billing_account,
  provider,
  billing_region,
  organization,
  attribution_method,
  traffic_class,
  sum(requests * sample_weight) AS requests,
  sum(bytes_sent * sample_weight) AS bytes_sent,
  sum(requests_without_bytes * sample_weight) AS requests_without_bytes,
  bool_or(sample_weight <> 1) AS sampled
FROM usage
WHERE month = ?
GROUP BY ALL
ORDER BY ALL
