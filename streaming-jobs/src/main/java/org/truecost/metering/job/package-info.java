/** The metering job: Flink wiring around {@link org.truecost.metering.Meter}. */
package org.truecost.metering.job;
