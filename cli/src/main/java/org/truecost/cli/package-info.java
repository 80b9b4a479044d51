/** The {@code truecost} command: assembles the other modules, decides nothing of its own. */
package org.truecost.cli;
