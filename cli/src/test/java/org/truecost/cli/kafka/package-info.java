/** Publishing to a real broker, with real processes and faults. */
package org.truecost.cli.kafka;
