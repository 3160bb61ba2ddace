package org.bolabaden.outrider.render;

import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * How a round ended for one output.
 *
 * @param template which
 * @param state what it is now
 * @param reason why, one line; empty: nothing is to be said
 * @param result for the metrics
 * @param event what to tell; empty: only a recovery is worth telling
 */
record Finish(
        Template template,
        OutputStatus.State state,
        Optional<String> reason,
        RenderMetrics.Result result,
        Optional<Event> event) {

    /** Nothing is wrong, and nothing is worth telling. */
    static Finish live(Template template, RenderMetrics.Result result) {
        return new Finish(template, OutputStatus.State.LIVE, Optional.empty(), result, Optional.empty());
    }

    /** Nothing is wrong, and something changed that operators want to know. */
    static Finish live(Template template, Event event) {
        return new Finish(
                template, OutputStatus.State.LIVE, Optional.empty(), RenderMetrics.Result.SUCCESS, Optional.of(event));
    }

    static Finish pending(Template template, String reason, RenderMetrics.Result result) {
        return of(template, OutputStatus.State.PENDING, reason, result, Event.warn("output_pending"));
    }

    /** Nothing is wrong as yet. */
    static Finish checking(Template template, String reason) {
        return new Finish(
                template,
                OutputStatus.State.CHECKING,
                Optional.of(reason),
                RenderMetrics.Result.UNCHANGED,
                Optional.empty());
    }

    static Finish notRun(Template template, String reason, RenderMetrics.Result result) {
        return of(template, OutputStatus.State.PENDING, reason, result, Event.warn("output_not_run"));
    }

    static Finish held(Outlook.Held held) {
        Template template = held.rendered().template();
        return held.lost().isEmpty()
                ? held(
                        template,
                        template.output() + ": was edited by somebody else and is left alone; delete it, or run"
                                + " 'outrider render --force', to have it written again",
                        "output_edited")
                : held(
                        template,
                        template.output() + ": is not by Outrider and is left alone, since it would lose "
                                + Failures.listed(held.lost()) + "; " + remedy(Proxy.of(template))
                                + ", or run 'outrider render --force' to have the file replaced (a copy is kept)",
                        "output_not_adopted");
    }

    private static String remedy(Proxy proxy) {
        return switch (proxy) {
            case HAPROXY ->
                "move that to a file of its own, which HAProxy reads by a second -f, or to a template of yours";
            case TRAEFIK -> "move that to a file of its own in the provider's directory, or to a template of yours";
            case OTHER -> "move that to a template of yours";
        };
    }

    private static Finish held(Template template, String reason, String event) {
        return of(template, OutputStatus.State.HELD, reason, RenderMetrics.Result.HELD, Event.warn(event));
    }

    static Finish rejected(Template template, String reason) {
        return of(
                template,
                OutputStatus.State.REJECTED,
                reason,
                RenderMetrics.Result.FAILURE,
                Event.error("output_rejected"));
    }

    static Finish notWritten(Template template, String reason) {
        return failed(template, reason, "output_not_written");
    }

    static Finish notReloaded(Template template, String reason) {
        return failed(template, reason, "reload_failed");
    }

    private static Finish failed(Template template, String reason, String event) {
        return of(template, OutputStatus.State.FAILED, reason, RenderMetrics.Result.FAILURE, Event.error(event));
    }

    private static Finish of(
            Template template, OutputStatus.State state, String reason, RenderMetrics.Result result, Event event) {
        return new Finish(template, state, Optional.of(reason), result, Optional.of(event.reason(reason)));
    }
}
