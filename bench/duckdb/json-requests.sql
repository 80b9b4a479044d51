-- /gems/NAME-VERSION[-PLATFORM].gem, /quick/Marshal.4.8/NAME-VERSION[-PLATFORM].gemspec.rz, /info/NAME, indexes, API.
-- A shield's own row is the CDN's traffic: one cache, which missed, over TLS, with the long request of a cache.
CREATE VIEW requests AS
SELECT date_trunc('hour', t) AS hour, t::DATE AS day, client, method, status, bytes_sent, internal,
       NULL::BIGINT AS content_length, false AS from_start,
       CASE WHEN internal THEN 'registry_internal'::traffic_class ELSE class_of(agent) END AS traffic_class,
       kind_of(CASE WHEN starts_with(path, '/gems/') THEN 'artifact'
                    WHEN starts_with(path, '/info/') OR starts_with(path, '/quick/') THEN 'metadata'
                    WHEN starts_with(path, '/api/v1/search') THEN 'search'
                    WHEN starts_with(path, '/api/') THEN 'api'
                    WHEN path IN ('/versions', '/specs.4.8.gz') THEN 'metadata'
                    ELSE 'other' END,
               CASE WHEN path = '/api/v1/gems' THEN 'publish' ELSE 'other' END, method, status, internal) AS kind,
       '' AS package_namespace,
       CASE WHEN starts_with(path, '/info/') THEN substr(path, 7)
            WHEN starts_with(path, '/gems/') THEN regexp_extract(path, '^/gems/(.+?)-[0-9]', 1)
            WHEN starts_with(path, '/quick/') THEN regexp_extract(path, '^/quick/Marshal.4.8/(.+?)-[0-9]', 1) END AS package_name,
       CASE WHEN starts_with(path, '/gems/') THEN regexp_extract(path, '-([0-9][0-9A-Za-z.]*?)(?:-.*)?\.gem$', 1)
            WHEN starts_with(path, '/quick/') THEN regexp_extract(path, '-([0-9][0-9A-Za-z.]*?)(?:-.*)?\.gemspec\.rz$', 1)
            ELSE '' END AS package_version,
       CASE WHEN starts_with(path, '/gems/') THEN substr(path, 7) WHEN starts_with(path, '/quick/') THEN substr(path, 20)
            ELSE '' END AS package_file
FROM (SELECT *, response_cache = 'MISS' AND tls_version IS NOT NULL AND tls_version <> '' AND request_bytes >= 512 AS internal
      FROM lines);

CREATE MACRO source_id() AS 'rubygems-cdn';

CREATE MACRO package_type() AS 'gem';
