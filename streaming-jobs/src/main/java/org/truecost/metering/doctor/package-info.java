/** What the logs of configured sources can support, and what to switch on for the rest. */
package org.truecost.metering.doctor;
