-- Combined logs of Maven Central, cut at the quotes: a quote within a field is \x22 in these logs, and a reader that honours
-- quotes swallows what follows a line cut inside one. ignore_errors drops the cut line itself, as the replay rejects it.
CREATE VIEW lines AS
SELECT strptime(substr(head, length(head) - 27, 20), '%d/%b/%Y:%H:%M:%S') AS t,
       split_part(head, ' ', 1) AS client,
       split_part(request, ' ', 1) AS method,
       split_part(request, ' ', 2) AS path,
       split_part(answer, ' ', 2)::INTEGER AS status,
       split_part(answer, ' ', 3)::BIGINT AS bytes_sent,
       NULL::BIGINT AS content_length,
       false AS from_start,
       agent,
       false AS internal
FROM read_csv('${logs}/maven-central/*.gz',
  auto_detect = false, header = false, delim = '"', quote = '', escape = '', ignore_errors = true,
  columns = {'head': 'VARCHAR', 'request': 'VARCHAR', 'answer': 'VARCHAR', 'referer': 'VARCHAR', 'gap': 'VARCHAR',
    'agent': 'VARCHAR', 'rest': 'VARCHAR'});

-- /maven2/org/G/ARTIFACT/VERSION/ARTIFACT-VERSION[-CLASSIFIER].EXTENSION[.sha1], /maven2/org/G/ARTIFACT/maven-metadata.xml
CREATE VIEW requests AS
SELECT date_trunc('hour', t) AS hour, t::DATE AS day, client, method, status, bytes_sent, internal, content_length, from_start,
       class_of(agent) AS traffic_class,
       kind_of(CASE WHEN ends_with(path, '.sha1') THEN 'signature'
                    WHEN ends_with(path, '.pom') OR ends_with(path, '/maven-metadata.xml') THEN 'metadata'
                    ELSE 'artifact' END, 'publish', method, status, internal) AS kind,
       'org.' || split_part(path, '/', 4) AS package_namespace,
       split_part(path, '/', 5) AS package_name,
       CASE WHEN ends_with(path, '/maven-metadata.xml') THEN '' ELSE split_part(path, '/', 6) END AS package_version,
       CASE WHEN ends_with(path, '/maven-metadata.xml') THEN 'maven-metadata.xml' ELSE split_part(path, '/', 7) END AS package_file
FROM lines;

CREATE MACRO source_id() AS 'maven-central';

CREATE MACRO package_type() AS 'maven';
