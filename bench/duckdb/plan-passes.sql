-- Plan 2: no table: three passes over the logs, each reading only what it needs.
CREATE TEMP TABLE clients AS SELECT DISTINCT client, day FROM requests;

CREATE TEMP TABLE owner AS SELECT * FROM owners('clients');

COPY (
  SELECT hour, source_id() AS source,
         CASE WHEN internal THEN 'unattributed' ELSE coalesce(organization, 'unattributed') END AS organization,
         traffic_class::VARCHAR AS traffic_class, kind::VARCHAR AS request_kind,
         status_class_of(status)::VARCHAR AS status_class,
         count(*) AS requests, sum(coalesce(bytes_sent, 0)) AS bytes_sent,
         sum(coalesce(bytes_sent, 0)::HUGEINT * coalesce(bytes_sent, 0))::DECIMAL(38, 0) AS bytes_squared,
         count(*) - count(bytes_sent) AS requests_without_bytes,
         count(*) FILTER (WHERE status = 206 AND from_start IS DISTINCT FROM true) AS partial_requests,
         count(*) FILTER (WHERE status IN (0, 499) OR truncated(method, status, bytes_sent, content_length)) AS aborted_requests
  FROM requests LEFT JOIN owner USING (client, day)
  GROUP BY ALL
) TO '${out}/usage.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
  SELECT day, source_id() AS source, coalesce(organization, 'unattributed') AS organization,
         traffic_class::VARCHAR AS traffic_class, kind::VARCHAR AS request_kind, package_type() AS package_type,
         package_namespace, package_name, package_version, package_file,
         sum(is_download(kind, method, status, bytes_sent, content_length, from_start)) AS downloads,
         sum(is_full(method, status, bytes_sent, content_length)) AS full_requests,
         sum(is_full(method, status, bytes_sent, content_length) * coalesce(bytes_sent, 0)) AS full_bytes,
         count(*) AS requests, sum(coalesce(bytes_sent, 0)) AS bytes_sent
  FROM requests LEFT JOIN owner USING (client, day)
  WHERE is_download_row(method, status, internal, package_name)
  GROUP BY ALL
) TO '${out}/downloads.parquet' (FORMAT parquet, COMPRESSION zstd);
