package org.bolabaden.outrider.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * What all series of one export have in common; times in nanoseconds of the epoch.
 *
 * @param began since when counters count
 * @param now when the series were looked at
 */
record MetricFrame(Resource resource, InstrumentationScopeInfo scope, long began, long now) {}
