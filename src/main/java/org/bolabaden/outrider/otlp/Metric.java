package org.bolabaden.outrider.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;

/**
 * A family of series as OTLP has it.
 *
 * @param name as {@code /metrics} has it; a counter's is without {@code _total}, which who reads OTLP for Prometheus adds
 */
record Metric(
        Resource resource,
        InstrumentationScopeInfo scope,
        String name,
        String description,
        String unit,
        MetricDataType type,
        Data<?> data)
        implements MetricData {
    private static final String COUNTED = "_total";

    static Metric of(MetricFrame frame, String family, String help, MetricDataType type, Data<?> data) {
        String name = family.endsWith(COUNTED) ? family.substring(0, family.length() - COUNTED.length()) : family;
        String unit = name.contains("_seconds") ? "s" : "";
        return new Metric(frame.resource(), frame.scope(), name, help, unit, type, data);
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return scope;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public String getUnit() {
        return unit;
    }

    @Override
    public MetricDataType getType() {
        return type;
    }

    @Override
    public Data<?> getData() {
        return data;
    }
}
