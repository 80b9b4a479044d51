/** Replaying log files: which ones, what is known of them, and the run that meters the rest. */
package org.truecost.metering.replay;
