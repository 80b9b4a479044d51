/**
 * Metering: what becomes of a block of lines, as plain functions. Flink wires them in {@code
 * org.truecost.metering.job}.
 */
package org.truecost.metering;
