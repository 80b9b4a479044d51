/**
 * Address ranges as clouds and other operators publish them, read into the rows of {@code
 * config/organizations/*-providers.csv}.
 */
package org.truecost.ranges;
