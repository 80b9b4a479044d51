/** Blocks of whole lines: how bytes get from compressed files to the metering operator. */
package org.truecost.ingest.block;
