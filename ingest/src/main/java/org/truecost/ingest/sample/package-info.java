/** The seeded generator of believable logs. Invented organizations and reserved addresses only. */
package org.truecost.ingest.sample;
