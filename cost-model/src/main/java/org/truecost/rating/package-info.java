/**
 * What usage costs: rate cards, the exact price of a pool of usage, and its split among causers.
 */
package org.truecost.rating;
