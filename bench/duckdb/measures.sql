-- What both tables sum, said once for all plans.
CREATE MACRO truncated(method, status, bytes_sent, content_length) AS
  coalesce(status = 200 AND method <> 'HEAD' AND content_length > bytes_sent, false);

CREATE MACRO is_download_row(method, status, internal, package_name) AS
  package_name IS NOT NULL AND NOT internal AND (status BETWEEN 200 AND 299 OR status = 304) AND method IN ('GET', 'HEAD', 'OPTIONS');

-- The default definition of a download: GET, an artifact, 200 in full or 206 from its first byte.
CREATE MACRO is_download(kind, method, status, bytes_sent, content_length, from_start) AS
  (kind = 'artifact' AND method = 'GET' AND ((status = 200 AND NOT truncated(method, status, bytes_sent, content_length))
    OR (status = 206 AND coalesce(from_start, false))))::INTEGER;

CREATE MACRO is_full(method, status, bytes_sent, content_length) AS
  (status = 200 AND method <> 'HEAD' AND NOT truncated(method, status, bytes_sent, content_length))::INTEGER;
