/**
 * The command line: one binary, several commands. Only {@code run} starts Quarkus; all others do their work and end, with
 * exit code 0 (fine), 1 (the thing asked about is unhealthy) or 2 (bad usage or configuration).
 */
@NullMarked
package org.bolabaden.outrider.cli;

import org.jspecify.annotations.NullMarked;
