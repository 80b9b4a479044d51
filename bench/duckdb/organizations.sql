-- Networks of organizations and of providers as (family, prefix length, network number), to be joined by equality: one
-- hash join over the few prefix lengths there are is the quickest longest-prefix match that DuckDB has.
CREATE MACRO address_family(address) AS CASE WHEN contains(address, ':') THEN 6 ELSE 4 END;

CREATE MACRO v4_number(address) AS
  split_part(address, '.', 1)::UBIGINT * 16777216 + split_part(address, '.', 2)::UBIGINT * 65536
  + split_part(address, '.', 3)::UBIGINT * 256 + split_part(address, '.', 4)::UBIGINT;

-- '::' stands for as many zero groups as are missing.
CREATE MACRO v6_spelt_out(address) AS
  CASE WHEN contains(address, '::')
    THEN replace(address, '::', repeat(':0', 9 - (length(address) - length(replace(address, ':', '')))) || ':')
    ELSE address END;

CREATE MACRO v6_half(groups, first) AS
  ('0x' || lpad(split_part(groups, ':', first), 4, '0') || lpad(split_part(groups, ':', first + 1), 4, '0')
   || lpad(split_part(groups, ':', first + 2), 4, '0') || lpad(split_part(groups, ':', first + 3), 4, '0'))::UBIGINT;

CREATE MACRO v6_number(address) AS
  v6_half(v6_spelt_out(address), 1)::UHUGEINT * 18446744073709551616 + v6_half(v6_spelt_out(address), 5)::UHUGEINT;

CREATE MACRO address_number(address) AS
  CASE WHEN contains(address, ':') THEN v6_number(address) ELSE v4_number(address)::UHUGEINT END;

CREATE TEMP TABLE networks AS
SELECT address_family(address) AS family,
       length,
       address_number(address) >> (CASE WHEN contains(address, ':') THEN 128 ELSE 32 END - length)::UHUGEINT AS network,
       coalesce(organization_id,
                CASE network_kind WHEN 'shared_egress' THEN 'shared_egress'
                                  WHEN 'cloud' THEN 'cloud_tenant_unknown' WHEN 'hosting' THEN 'cloud_tenant_unknown'
                                  WHEN 'isp' THEN 'residential' WHEN 'mobile' THEN 'residential'
                                  ELSE 'unattributed' END) AS organization,
       -- An organization's own network wins over any provider's, however long that one's prefix.
       length + CASE WHEN organization_id IS NULL THEN 0 ELSE 1000 END AS precedence,
       coalesce(valid_from, DATE '0001-01-01') AS valid_from,
       coalesce(valid_to, DATE '9999-12-31') AS valid_to
FROM (SELECT split_part(cidr, '/', 1) AS address, split_part(cidr, '/', 2)::INTEGER AS length,
             organization_id, NULL AS network_kind, valid_from, valid_to
      FROM read_csv(['${config}/organizations/networks.csv', '${config}/organizations/example-networks.csv'],
        auto_detect = false, header = true, delim = ',', comment = '#',
        columns = {'cidr': 'VARCHAR', 'organization_id': 'VARCHAR', 'valid_from': 'DATE', 'valid_to': 'DATE', 'source': 'VARCHAR'})
      UNION ALL
      SELECT split_part(cidr, '/', 1), split_part(cidr, '/', 2)::INTEGER, NULL, network_kind, valid_from, valid_to
      FROM read_csv(['${config}/organizations/providers.csv', '${config}/organizations/example-providers.csv'],
        auto_detect = false, header = true, delim = ',', comment = '#',
        columns = {'cidr': 'VARCHAR', 'network_provider': 'VARCHAR', 'network_kind': 'VARCHAR',
                   'valid_from': 'DATE', 'valid_to': 'DATE', 'source': 'VARCHAR'}));

CREATE TEMP TABLE lengths AS SELECT DISTINCT family, length FROM networks;

-- Owners of all (client, day) of a table; an address is looked up once, whatever its days.
CREATE MACRO owners(clients) AS TABLE
SELECT client, day, arg_max(organization, precedence) AS organization
FROM query_table(clients)
JOIN (SELECT client, organization, precedence, valid_from, valid_to
      FROM (SELECT client, length, family,
                   number >> (CASE family WHEN 6 THEN 128 ELSE 32 END - length)::UHUGEINT AS network
            FROM (SELECT client, address_family(client) AS client_family, address_number(client) AS number
                  FROM (SELECT DISTINCT client FROM query_table(clients)))
            JOIN lengths ON lengths.family = client_family)
      JOIN networks USING (family, length, network)) USING (client)
WHERE day >= valid_from AND day < valid_to
GROUP BY client, day;
