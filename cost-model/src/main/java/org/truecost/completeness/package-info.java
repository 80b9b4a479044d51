/** Whether all of a day has come: what is expected of a source, its habits, and one word for it. */
package org.truecost.completeness;
