/**
 * Questions to the tables, answered by DuckDB over the committed Parquet: views of one commit, the
 * reports and their renderers, a user's own SQL, and compaction.
 */
package org.truecost.reports;
