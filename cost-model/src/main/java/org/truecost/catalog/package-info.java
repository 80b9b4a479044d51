/** What a metering run needs from {@code config/}, loaded and digested as one. */
package org.truecost.catalog;
