/** Reports as text for a terminal, as JSON and as CSV. */
package org.truecost.reports.render;
