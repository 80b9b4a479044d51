-- Usage of one month by everything that can decide its price or its owner.
-- Counts are as logged; the report multiplies by sample_weight, exactly. A sum beyond BIGINT (nine
-- exabytes in one row) fails loudly. The order makes ties of the allocation stable. What only some
-- reports ask for is summed over in the others: it would make many times the rows.
SELECT
  registry,
  billing_account,
  provider,
  billing_region,
  organization,
  attribution_method,
  traffic_class,
  source,
  CASE WHEN ? THEN client_country ELSE '' END AS asked_country,
  CASE WHEN ? THEN client_tool ELSE '' END AS asked_tool,
  sample_weight,
  CAST(sum(requests) AS BIGINT) AS requests,
  CAST(sum(bytes_sent) AS BIGINT) AS bytes_sent,
  CAST(sum(requests_without_bytes) AS BIGINT) AS requests_without_bytes
FROM usage_month
WHERE month = ?
GROUP BY ALL
ORDER BY
  registry, billing_account, provider, billing_region, organization, attribution_method,
  traffic_class, source, asked_country, asked_tool, sample_weight
