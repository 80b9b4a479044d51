-- Variant 1: read_json with the columns that are needed. ignore_errors drops lines that are no JSON.
CREATE VIEW lines AS
SELECT timestamp AS t, client_ip AS client, request AS method, request_path AS path, response_status AS status,
       response_bytes AS bytes_sent, user_agent AS agent, response_cache, tls_version, request_bytes
FROM read_json('${logs}/rubygems-cdn/*.gz', format = 'newline_delimited', auto_detect = false, ignore_errors = true,
  columns = {'timestamp': 'TIMESTAMP', 'client_ip': 'VARCHAR', 'request': 'VARCHAR', 'request_path': 'VARCHAR',
    'response_status': 'INTEGER', 'response_bytes': 'BIGINT', 'user_agent': 'VARCHAR', 'response_cache': 'VARCHAR',
    'tls_version': 'VARCHAR', 'request_bytes': 'BIGINT'})
WHERE timestamp IS NOT NULL;
