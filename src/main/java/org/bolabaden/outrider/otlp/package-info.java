/**
 * What a collector that speaks OTLP is sent, when one is configured: the series of {@code /metrics}, the events, and a
 * trace of each verdict's way from the check to HAProxy. At the end of the picture: it is told, and decides nothing.
 */
@NullMarked
package org.bolabaden.outrider.otlp;

import org.jspecify.annotations.NullMarked;
