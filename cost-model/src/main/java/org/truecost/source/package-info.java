/**
 * Sources: one stream of logs of one registry service, as {@code config/sources.yaml} describes it.
 */
package org.truecost.source;
