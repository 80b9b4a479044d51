/**
 * Log formats: bytes of a line in, one request out. One class a format, listed in {@link
 * org.truecost.ingest.format.LogFormats}.
 */
package org.truecost.ingest.format;
