/**
 * Additive totals: tables of cells that a metering operator fills, sends and merges. A cell is a
 * time, a few dimensions and its sums; nothing in here knows what they mean.
 */
package org.truecost.metering.cells;
