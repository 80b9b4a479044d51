/** How long what is stored is kept. */
package org.truecost.retention;
