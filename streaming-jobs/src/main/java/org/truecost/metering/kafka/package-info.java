/** Running the metering job on Kafka: what is there, where to begin, and what to go on from. */
package org.truecost.metering.kafka;
