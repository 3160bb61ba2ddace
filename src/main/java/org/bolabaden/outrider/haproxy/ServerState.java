package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.plan.ServerPlan.Admin;

/**
 * What one server is now, from {@code show servers state}.
 *
 * @param ref its name
 * @param address where it connects to; empty: not resolved, or not an IP server
 * @param port 0 to 65535
 * @param operational 0 down, 1 starting, 2 up, 3 stopping
 * @param adminBits 1 forced maint, 2 inherited maint, 4 {@code disabled} in the file, 8 forced drain, 16 inherited
 *     drain, 32 maint because its name does not resolve
 * @param weight the weight that counts, 0 to 256
 * @param initialWeight the weight of the file, 0 to 256
 * @param fqdn the host name of the file; empty: an address stands there
 * @param checkBits 2 a check is configured, 4 it is enabled, 8 paused
 */
public record ServerState(
        ServerRef ref,
        Optional<InetAddress> address,
        int port,
        int operational,
        int adminBits,
        int weight,
        int initialWeight,
        Optional<String> fqdn,
        int checkBits) {
    private static final int FORCED_MAINT = 1;
    private static final int FORCED_DRAIN = 8;
    private static final int ANY_MAINT_OR_DRAIN = 1 | 2 | 8 | 16 | 32;

    /**
     * The state that an operator, or we, asked for. Bit 4 tells only what the file said and stays after
     * {@code state ready}; the inherited ones are not ours to change.
     */
    public Admin admin() {
        if ((adminBits & FORCED_MAINT) != 0) {
            return Admin.MAINT;
        }
        return (adminBits & FORCED_DRAIN) != 0 ? Admin.DRAIN : Admin.READY;
    }

    /** Whether new sessions may go to it: ready, up, and with a share. */
    public boolean serving() {
        return (adminBits & ANY_MAINT_OR_DRAIN) == 0 && operational != 0 && weight > 0;
    }

    /** Whether HAProxy's own check holds it for dead, though nobody took it out. */
    boolean checkedDown() {
        return operational == 0 && (adminBits & ANY_MAINT_OR_DRAIN) == 0 && checkConfigured();
    }

    boolean checkConfigured() {
        return (checkBits & 2) != 0;
    }

    boolean checkEnabled() {
        return (checkBits & 4) != 0;
    }

    /** Reads the table, whole or of one backend. */
    static List<ServerState> parse(String answer) throws UnreadableReplyException {
        Iterator<String> lines = answer.lines().iterator();
        String version = lines.hasNext() ? lines.next().strip() : "";
        String header = lines.hasNext() ? lines.next() : "";
        if (!version.equals("1") || !header.startsWith("# ")) {
            throw new UnreadableReplyException("version 1 of 'show servers state'", answer);
        }
        Columns columns = new Columns(header.substring(2).split(" "));
        if (!columns.has("be_name", "srv_name", "srv_addr", "srv_op_state", "srv_admin_state", "srv_uweight")) {
            throw new UnreadableReplyException("the columns of 'show servers state'", header);
        }
        List<ServerState> servers = new ArrayList<>();
        while (lines.hasNext()) {
            String[] row = lines.next().split(" ");
            if (ServerRef.isName(columns.text(row, "be_name")) && ServerRef.isName(columns.text(row, "srv_name"))) {
                servers.add(parse(columns, row));
            }
        }
        return servers;
    }

    private static ServerState parse(Columns columns, String[] row) {
        String fqdn = columns.text(row, "srv_fqdn");
        return new ServerState(
                new ServerRef(columns.text(row, "be_name"), columns.text(row, "srv_name")),
                literal(columns.text(row, "srv_addr")),
                (int) columns.number(row, "srv_port"),
                (int) columns.number(row, "srv_op_state"),
                (int) columns.number(row, "srv_admin_state"),
                (int) columns.number(row, "srv_uweight"),
                (int) columns.number(row, "srv_iweight"),
                fqdn.isEmpty() || fqdn.equals("-") ? Optional.empty() : Optional.of(fqdn),
                (int) columns.number(row, "srv_check_state"));
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
