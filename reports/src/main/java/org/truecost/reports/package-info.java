/** DuckDB over the committed Parquet: views, user queries, compaction and reports. */
package org.truecost.reports;
