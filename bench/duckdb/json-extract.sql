-- Variant 2: lines by read_csv with a delimiter that no line has, all fields by one json_extract_string. The CASE keeps it from
-- lines that are no object: one of them would end the query, and a WHERE is no barrier.
CREATE VIEW lines AS
SELECT f[1]::TIMESTAMP AS t, f[2] AS client, f[3] AS method, f[4] AS path, f[5]::INTEGER AS status, f[6]::BIGINT AS bytes_sent,
       f[7] AS agent, f[8] AS response_cache, f[9] AS tls_version, f[10]::BIGINT AS request_bytes
FROM (SELECT CASE WHEN starts_with(line, '{') AND ends_with(line, '}') THEN
               json_extract_string(line, ['$.timestamp', '$.client_ip', '$.request', '$.request_path', '$.response_status',
                 '$.response_bytes', '$.user_agent', '$.response_cache', '$.tls_version', '$.request_bytes']) END AS f
      FROM read_csv('${logs}/rubygems-cdn/*.gz', auto_detect = false, header = false, delim = '\x02', quote = '', escape = '',
        columns = {'line': 'VARCHAR'}))
WHERE f IS NOT NULL;
