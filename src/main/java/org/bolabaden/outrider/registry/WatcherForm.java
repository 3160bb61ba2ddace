package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Api;
import org.bolabaden.outrider.registry.NodeSettings.Events;
import org.bolabaden.outrider.registry.NodeSettings.Haproxy;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;
import org.bolabaden.outrider.registry.NodeSettings.Otlp;
import org.bolabaden.outrider.registry.NodeSettings.Peers;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.NodeSettings.Traefik;

/** Describes watcher.yaml. */
final class WatcherForm {
    private static final Key<String> NODE =
            Key.optional("node", Scalars.HOST, "This node's name; default: the machine's host name.");
    private static final Key<Path> SOURCE =
            Key.optional("source", FilePaths.FORM, "The registry file.").byDefault("services.yaml");
    private static final Key<List<Template>> TEMPLATES = Key.optional(
            "templates",
            new ListForm<>(TemplateForm.FORM, 0, "a list of templates"),
            "The proxy configurations that are rendered.");
    private static final Key<HealthChecks> HEALTH_CHECKS =
            Key.optional("health_checks", HealthChecksForm.FORM, "Thresholds, and the defaults of every check.");
    private static final Key<Haproxy> HAPROXY = Key.optional("haproxy", HaproxyForm.FORM, "The HAProxy beside us.");
    private static final Key<Traefik> TRAEFIK = Key.optional(
            "traefik",
            TraefikForm.FORM,
            "The Traefik beside us: what it calls its entry points, for builtin:traefik-http, and where its metrics are.");
    private static final Key<Path> STATE_DIR = Key.optional(
                    "state_dir", FilePaths.FORM, "Where what must survive a restart is kept.")
            .byDefault("/var/lib/outrider");

    private static final Key<Api> API = Key.optional("api", ApiForm.FORM, "The HTTP interface.");
    private static final Key<Peers> PEERS = Key.optional("peers", PeersForm.FORM, "The other sidecars.");
    private static final Key<Events> EVENTS =
            Key.optional("events", EventsForm.FORM, "Where the event log goes beside standard output.");

    private static final Key<Otlp> OTLP = Key.optional(
            "otlp", OtlpForm.FORM, "A collector that metrics, traces and logs are sent to besides, over OTLP.");

    private static final Key<List<Receiver>> NOTIFY =
            Key.optional("notify", NotifyForm.FORM, "Who is told when something goes wrong, and when it is over.");

    private static final Key<DnsSettings> DNS = Key.optional("dns", DnsForm.FORM, "This node's own public records.");

    static final MappingForm<NodeSettings> FORM = MappingForm.of(
            "a mapping with this node's settings",
            List.of(
                    NODE,
                    SOURCE,
                    TEMPLATES,
                    HEALTH_CHECKS,
                    HAPROXY,
                    TRAEFIK,
                    API,
                    PEERS,
                    OTLP,
                    EVENTS,
                    NOTIFY,
                    DNS,
                    STATE_DIR),
            WatcherForm::build);

    private WatcherForm() {}

    // Relative paths are resolved afterwards: the form does not know the directory.
    private static Optional<NodeSettings> build(Fields fields) {
        return Optional.of(new NodeSettings(
                fields.get(NODE).map(NodeName::new).orElseGet(MachineName::read),
                fields.get(SOURCE).orElse(Path.of("services.yaml")),
                fields.get(TEMPLATES).orElse(List.of()),
                fields.get(HEALTH_CHECKS).orElse(HealthChecks.DEFAULT),
                fields.get(HAPROXY).orElse(Haproxy.NONE),
                fields.get(TRAEFIK).orElse(Traefik.DEFAULT),
                fields.get(API).orElse(Api.DEFAULT),
                fields.get(PEERS).orElse(Peers.DEFAULT),
                fields.get(OTLP).orElse(Otlp.NONE),
                fields.get(EVENTS).orElse(Events.DEFAULT),
                fields.get(NOTIFY).orElse(List.of()),
                fields.get(DNS),
                fields.get(STATE_DIR).orElse(Path.of("/var/lib/outrider"))));
    }
}
