-- CloudFront standard logs of crates.io's file host. skip = 2 leaves out the header lines of each file; without quote = ''
-- a quote in a user agent would swallow lines; ignore_errors drops lines that were cut, as the replay rejects them.
CREATE VIEW lines AS
SELECT "date" + "time" AS t,
       c_ip AS client,
       cs_method AS method,
       stem AS path,
       sc_status AS status,
       sc_bytes AS bytes_sent,
       TRY_CAST(sc_content_len AS BIGINT) AS content_length,
       sc_range_start = '0' AS from_start,
       agent,
       false AS internal
FROM read_csv('${logs}/crates-io-static/*.gz',
  auto_detect = false, header = false, skip = 2, delim = '\t', quote = '', escape = '', ignore_errors = true,
  columns = {'date': 'DATE', 'time': 'TIME', 'x_edge_location': 'VARCHAR', 'sc_bytes': 'BIGINT', 'c_ip': 'VARCHAR',
    'cs_method': 'VARCHAR', 'cs_host': 'VARCHAR', 'stem': 'VARCHAR', 'sc_status': 'INTEGER', 'referer': 'VARCHAR',
    'agent': 'VARCHAR', 'query': 'VARCHAR', 'cookie': 'VARCHAR', 'result_type': 'VARCHAR', 'request_id': 'VARCHAR',
    'host_header': 'VARCHAR', 'protocol': 'VARCHAR', 'cs_bytes': 'VARCHAR', 'time_taken': 'VARCHAR', 'forwarded': 'VARCHAR',
    'ssl_protocol': 'VARCHAR', 'ssl_cipher': 'VARCHAR', 'response_result': 'VARCHAR', 'protocol_version': 'VARCHAR',
    'fle_status': 'VARCHAR', 'fle_fields': 'VARCHAR', 'c_port': 'VARCHAR', 'first_byte': 'VARCHAR',
    'detailed_result': 'VARCHAR', 'content_type': 'VARCHAR', 'sc_content_len': 'VARCHAR', 'sc_range_start': 'VARCHAR',
    'sc_range_end': 'VARCHAR'});

-- /crates/NAME/VERSION/download, /crates/NAME/NAME-VERSION.crate, /readmes/NAME/NAME-VERSION.html
CREATE VIEW requests AS
SELECT date_trunc('hour', t) AS hour, t::DATE AS day, client, method, status, bytes_sent, internal, content_length, from_start,
       class_of(agent) AS traffic_class,
       kind_of(CASE WHEN starts_with(path, '/crates/') THEN 'artifact' WHEN starts_with(path, '/readmes/') THEN 'metadata'
                    ELSE 'other' END, 'other', method, status, internal) AS kind,
       '' AS package_namespace,
       split_part(path, '/', 3) AS package_name,
       CASE WHEN ends_with(path, '/download') THEN split_part(path, '/', 4)
            WHEN ends_with(path, '.crate')
              THEN substr(split_part(path, '/', 4), length(package_name) + 2, length(split_part(path, '/', 4)) - length(package_name) - 7)
            ELSE substr(split_part(path, '/', 4), length(package_name) + 2, length(split_part(path, '/', 4)) - length(package_name) - 6)
       END AS package_version,
       CASE WHEN ends_with(path, '/download') THEN package_name || '-' || package_version || '.crate'
            ELSE split_part(path, '/', 4) END AS package_file
FROM lines;

CREATE MACRO source_id() AS 'crates-io-static';

CREATE MACRO package_type() AS 'cargo';
