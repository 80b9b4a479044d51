/** From cells to Parquet files and the one commit that makes them visible. */
package org.truecost.metering.publish;
