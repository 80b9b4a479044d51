/**
 * The tables that a metering run publishes: their columns, and the log of commits that makes files
 * of all tables visible together.
 */
package org.truecost.tables;
