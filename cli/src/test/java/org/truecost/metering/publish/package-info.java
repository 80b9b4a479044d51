/** Parts of the sink with faults in them that a test must find. */
package org.truecost.metering.publish;
