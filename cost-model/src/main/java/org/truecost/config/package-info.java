/** Reading what people edit: all problems of a file at once, each with place, value and hint. */
package org.truecost.config;
