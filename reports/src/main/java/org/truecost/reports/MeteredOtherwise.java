package org.truecost.reports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch whose rows were metered under another definition of a download, or another configuration,
 * than the present one: its numbers and those of the other batches do not mean the same.
 *
 * @param batchId the batch
 * @param definitionVersion its definition
 * @param catalogDigest digest of the configuration that decided about its lines
 */
public record MeteredOtherwise(String batchId, String definitionVersion, String catalogDigest) {
  private static final String QUERY =
      """
      SELECT DISTINCT batch_id, definition_version, catalog_digest FROM ledger
      WHERE definition_version <> ? OR catalog_digest <> ? ORDER BY ALL
      """;

  /** The batches that live under another definition or configuration than these. */
  public static List<MeteredOtherwise> than(
      String definitionVersion, String catalogDigest, Connection connection) throws SQLException {
    List<MeteredOtherwise> batches = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, definitionVersion);
      query.setString(2, catalogDigest);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          batches.add(
              new MeteredOtherwise(rows.getString(1), rows.getString(2), rows.getString(3)));
        }
      }
    }
    return batches;
  }
}
