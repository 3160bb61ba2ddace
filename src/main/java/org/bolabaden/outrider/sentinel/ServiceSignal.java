package org.bolabaden.outrider.sentinel;

import org.bolabaden.outrider.registry.ServiceName;

/**
 * What travels on the channel {@code sentinel-signals}.
 *
 * @param service whose primary it is news about
 */
public record ServiceSignal(ServiceName service, Signal signal) {}
