-- Plan 3: two passes over the logs: the clients first, then both tables from one pass by GROUPING SETS.
CREATE TEMP TABLE clients AS SELECT DISTINCT client, day FROM requests;

CREATE TEMP TABLE owner AS SELECT * FROM owners('clients');

CREATE TEMP TABLE both_tables AS
SELECT grouping(hour) = 0 AS is_usage, hour, day, organization, traffic_class, kind, answer, is_package,
       package_namespace, package_name, package_version, package_file,
       count(*) AS requests, sum(coalesce(bytes_sent, 0)) AS bytes_sent,
       sum(coalesce(bytes_sent, 0)::HUGEINT * coalesce(bytes_sent, 0))::DECIMAL(38, 0) AS bytes_squared,
       count(*) - count(bytes_sent) AS requests_without_bytes,
       count(*) FILTER (WHERE status = 206 AND from_start IS DISTINCT FROM true) AS partial_requests,
       count(*) FILTER (WHERE status IN (0, 499) OR truncated(method, status, bytes_sent, content_length)) AS aborted_requests,
       sum(is_download(kind, method, status, bytes_sent, content_length, from_start)) AS downloads,
       sum(is_full(method, status, bytes_sent, content_length)) AS full_requests,
       sum(is_full(method, status, bytes_sent, content_length) * coalesce(bytes_sent, 0)) AS full_bytes
FROM (SELECT hour, day, CASE WHEN internal THEN 'unattributed' ELSE coalesce(organization, 'unattributed') END AS organization,
             traffic_class, kind, status_class_of(status) AS answer,
             is_download_row(method, status, internal, package_name) AS is_package,
             package_namespace, package_name, package_version, package_file, status, bytes_sent, method, content_length, from_start
      FROM requests LEFT JOIN owner USING (client, day))
GROUP BY GROUPING SETS (
  (hour, organization, traffic_class, kind, answer),
  (day, organization, traffic_class, kind, is_package, package_namespace, package_name, package_version, package_file));

COPY (
  SELECT hour, source_id() AS source, organization, traffic_class::VARCHAR AS traffic_class, kind::VARCHAR AS request_kind,
         answer::VARCHAR AS status_class, requests, bytes_sent, bytes_squared, requests_without_bytes, partial_requests,
         aborted_requests
  FROM both_tables WHERE is_usage
) TO '${out}/usage.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
  SELECT day, source_id() AS source, organization, traffic_class::VARCHAR AS traffic_class, kind::VARCHAR AS request_kind,
         package_type() AS package_type, package_namespace, package_name, package_version, package_file, downloads,
         full_requests, full_bytes, requests, bytes_sent
  FROM both_tables WHERE NOT is_usage AND is_package
) TO '${out}/downloads.parquet' (FORMAT parquet, COMPRESSION zstd);
