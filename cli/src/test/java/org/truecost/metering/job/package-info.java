/** The job with faults in it that a test must find. */
package org.truecost.metering.job;
