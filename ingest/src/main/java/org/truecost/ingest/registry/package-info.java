/** Registries: what a path of each one means. One class a registry. */
package org.truecost.ingest.registry;
