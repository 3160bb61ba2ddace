package org.bolabaden.outrider.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.bolabaden.outrider.probe.FailureReason.Kind;

/**
 * Says whether a DNS server answered as expected.
 *
 * @param type of the record that must be there
 * @param expected what one such record must be; empty: that does not matter
 */
record DnsJudge(DnsRecordType type, Optional<String> expected) {
    Turn judge(DnsResponse answer) {
        if (!answer.code().equals(DnsResponseCode.NOERROR)) {
            // NoError, NXDomain, ServFail: the names that name servers log.
            String word = answer.code().toString();
            return failed(word.substring(0, word.indexOf('(')).toLowerCase(Locale.ROOT));
        }
        boolean any = false;
        for (int i = 0; i < answer.count(DnsSection.ANSWER); i++) {
            DnsRecord record = answer.recordAt(DnsSection.ANSWER, i);
            if (!record.type().equals(type)) {
                continue;
            }
            any = true;
            if (expected.isEmpty() || is(expected.get(), record)) {
                return Turn.PASSED;
            }
        }
        if (answer.isTruncated()) {
            return failed("truncated");
        }
        return failed(any ? "mismatch" : "no_record");
    }

    private static Turn failed(String word) {
        return new Turn.Failed(Kind.DNS_ANSWER, word);
    }

    private static boolean is(String wanted, DnsRecord record) {
        if (record instanceof DnsPtrRecord pointer) {
            return sameName(wanted, pointer.hostname());
        }
        if (!(record instanceof DnsRawRecord raw)) {
            return false;
        }
        ByteBuf content = raw.content().slice();
        if (record.type().equals(DnsRecordType.A) || record.type().equals(DnsRecordType.AAAA)) {
            return sameAddress(wanted, ByteBufUtil.getBytes(content));
        }
        return record.type().equals(DnsRecordType.TXT)
                ? wanted.equals(text(content))
                : sameName(wanted, DefaultDnsRecordDecoder.decodeName(content));
    }

    private static boolean sameAddress(String wanted, byte[] address) {
        try {
            return InetAddress.ofLiteral(wanted).equals(InetAddress.getByAddress(address));
        } catch (UnknownHostException anotherLength) {
            return false;
        }
    }

    private static boolean sameName(String wanted, String name) {
        return rooted(wanted).equalsIgnoreCase(rooted(name));
    }

    private static String rooted(String name) {
        return name.endsWith(".") ? name : name + ".";
    }

    /** The strings of a text record (RFC 1035 §3.3.14), put together. */
    private static String text(ByteBuf content) {
        StringBuilder text = new StringBuilder();
        while (content.isReadable()) {
            int length = Math.min(content.readUnsignedByte(), content.readableBytes());
            text.append(content.readCharSequence(length, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
