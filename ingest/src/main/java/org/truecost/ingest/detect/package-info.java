/** Looking at logs nobody has described yet: which format, which registry, which files together. */
package org.truecost.ingest.detect;
