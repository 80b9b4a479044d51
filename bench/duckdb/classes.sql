-- The traffic class of the user agents that the sample generator writes (config/traffic says it for all user agents). The
-- frequent ones stand first: a CASE stops at the first that holds. CloudFront's %20 changes none of these beginnings.
CREATE TYPE traffic_class AS ENUM ('package_client', 'ci', 'interactive', 'caching_proxy', 'mirror', 'update_bot',
  'security_scanner', 'ai_agent', 'ai_crawler', 'crawler', 'browser', 'monitoring', 'unknown', 'registry_internal');

CREATE TYPE request_kind AS ENUM ('artifact', 'metadata', 'signature', 'publish', 'search', 'api', 'web', 'redirect',
  'cdn_internal', 'other');

CREATE TYPE status_class AS ENUM ('2xx', '3xx', '4xx', '5xx', 'aborted');

CREATE MACRO class_of(agent) AS CAST(CASE
  WHEN starts_with(agent, 'cargo/') THEN 'package_client'
  WHEN starts_with(agent, 'bundler/') THEN
    CASE WHEN contains(agent, 'Gemstash/') THEN 'caching_proxy' WHEN contains(agent, ' ci/') THEN 'ci'
         ELSE 'package_client' END
  WHEN starts_with(agent, 'Apache-Maven/') OR starts_with(agent, 'Coursier/') THEN 'package_client'
  WHEN starts_with(agent, 'Gradle/') THEN CASE WHEN contains(agent, 'JetBrains') THEN 'interactive' ELSE 'package_client' END
  WHEN starts_with(agent, 'Ruby, RubyGems/') THEN 'package_client'
  WHEN starts_with(agent, 'Artifactory/') OR starts_with(agent, 'Nexus/') OR starts_with(agent, 'Gemstash/') THEN 'caching_proxy'
  WHEN starts_with(agent, 'Panamax/') THEN 'mirror'
  WHEN starts_with(agent, 'Renovate/') OR starts_with(agent, 'dependabot-core/') OR starts_with(agent, 'Anitya') THEN 'update_bot'
  WHEN starts_with(agent, 'trivy/') OR starts_with(agent, 'Syft') OR starts_with(agent, 'grype')
    OR starts_with(agent, 'osv-scanner') OR starts_with(agent, 'socket.dev/') OR starts_with(agent, 'package-feeds')
    OR starts_with(agent, 'BlackDuck') THEN 'security_scanner'
  WHEN starts_with(agent, 'claude-cli/') OR contains(agent, 'Devin/') THEN 'ai_agent'
  WHEN contains(agent, 'GPTBot/') OR starts_with(agent, 'CCBot/') OR starts_with(agent, 'meta-externalagent') THEN 'ai_crawler'
  WHEN contains(agent, 'bingbot/') OR contains(agent, 'SemrushBot/') THEN 'crawler'
  WHEN starts_with(agent, 'Mozilla/') THEN 'browser'
  WHEN starts_with(agent, 'Uptime-Kuma/') OR starts_with(agent, 'check_http/') THEN 'monitoring'
  ELSE 'unknown' END AS traffic_class);

CREATE MACRO status_class_of(status) AS CAST(CASE
  WHEN status = 0 OR status = 499 THEN 'aborted'
  WHEN status < 300 THEN '2xx' WHEN status < 400 THEN '3xx' WHEN status < 500 THEN '4xx' ELSE '5xx' END AS status_class);

CREATE MACRO kind_of(read_kind, write_kind, method, status, internal) AS CAST(CASE
  WHEN internal THEN 'cdn_internal'
  WHEN status IN (301, 302, 303, 307, 308) THEN 'redirect'
  WHEN method IN ('GET', 'HEAD', 'OPTIONS') THEN read_kind
  WHEN method IN ('POST', 'PUT', 'PATCH', 'DELETE') THEN write_kind
  ELSE 'other' END AS request_kind);
