/**
 * A machine's disk in memory, behind {@link java.nio.file.FileSystem}, so that the product's own code writes to it. It knows
 * what survives a power cut: contents that were forced, names whose directory was forced, and of the rest a part that chance
 * decides on. It fills up, turns read-only, and can end the process that uses it between any two operations.
 */
package org.bolabaden.outrider.simulation.disk;
