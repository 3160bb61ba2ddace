/**
 * The demonstration: three nodes on loopback addresses of this machine, each with a real HAProxy, a sidecar and backends,
 * all started, watched over and stopped by one command.
 */
@NullMarked
package org.bolabaden.outrider.cli.demo;

import org.jspecify.annotations.NullMarked;
