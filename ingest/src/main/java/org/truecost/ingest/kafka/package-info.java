/** Log files to Kafka: the contract of a record, the publisher, and the ledger of what it did. */
package org.truecost.ingest.kafka;
