package org.bolabaden.outrider.api;

import java.net.InetAddress;
import java.util.Optional;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.SetPlan;
import org.bolabaden.outrider.dns.ZoneRecord;

/** Turns the state of the public records into the shapes that the HTTP interface gives out. */
final class DnsPresenter {
    private DnsPresenter() {}

    static DnsViews.Summary summary(DnsStatus status) {
        return new DnsViews.Summary(status.word(), status.complaint());
    }

    static DnsViews.Dns dns(DnsStatus status) {
        return new DnsViews.Dns(
                status.word(),
                status.provider(),
                status.sets().stream().map(DnsPresenter::set).toList(),
                status.looked(),
                status.lastChange().map(made -> new DnsViews.LastChange(made.at(), made.words(), made.reason())),
                status.trouble().map(trouble -> new DnsViews.Trouble(trouble.since(), trouble.words())),
                status.edge());
    }

    private static DnsViews.RecordSet set(DnsStatus.OfSet set) {
        SetPlan plan = set.plan();
        Optional<String> wanted = set.wanted().map(InetAddress::getHostAddress);
        return new DnsViews.RecordSet(
                plan.key().name(),
                plan.key().type().name(),
                plan.standing().word(),
                plan.reason(),
                wanted,
                plan.changes().stream().map(Change::words).toList(),
                set.observed().stream().map(DnsPresenter::observed).toList());
    }

    private static DnsViews.Observed observed(ZoneRecord record) {
        return new DnsViews.Observed(
                record.address().getHostAddress(),
                record.mark().node(),
                record.mark().leaving(),
                record.ttl(),
                record.proxied());
    }
}
