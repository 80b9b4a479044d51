/** Whose request it was: organizations, networks, and how sure the answer is. */
package org.truecost.organization;
