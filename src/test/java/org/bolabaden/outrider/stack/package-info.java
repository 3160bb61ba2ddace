/**
 * What ships in {@code helm-free-deploy} for a user's Prometheus, Grafana and Loki: rules, dashboards and log pipelines, held
 * to what Outrider and its proxies really say.
 */
package org.bolabaden.outrider.stack;
