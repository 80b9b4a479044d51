/**
 * What counts as a download: versioned definitions, as {@code config/downloads/} holds them. Every
 * byte is billed; a download is a definition applied to a subset.
 */
package org.truecost.download;
