/** What a killed run, a full disk and a curious reader may not do to the tables. Real processes. */
package org.truecost.cli.faults;
