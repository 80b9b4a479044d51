/** Questions to the committed tables, one SQL file each, and their answers as plain records. */
package org.truecost.reports;
