/** What a request was: its kind, how the cache answered it, and the package it named. */
package org.truecost.request;
