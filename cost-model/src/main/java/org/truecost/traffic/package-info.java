/** Who is behind a request: client tools, traffic classes and the rules that decide them. */
package org.truecost.traffic;
