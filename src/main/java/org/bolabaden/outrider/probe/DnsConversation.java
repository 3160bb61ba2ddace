package org.bolabaden.outrider.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.handler.codec.dns.TcpDnsResponseDecoder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;

/**
 * One query and its answer (RFC 1035). Netty's codec makes bytes of the messages; it knows those over TCP, which are the
 * datagrams with their length in front.
 */
final class DnsConversation implements Conversation {
    private static final int LENGTH_BYTES = 2;

    private final Source source;
    private final int id;
    private final EmbeddedChannel answers = new EmbeddedChannel();

    private DnsConversation(Source source, int id) {
        this.source = source;
        this.id = id;
        // Of the heap, and dropped without being released: a check that is abandoned has nobody who could do that.
        answers.config().setAllocator(new UnpooledByteBufAllocator(false, true));
        answers.pipeline().addLast(new TcpDnsResponseDecoder());
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return new Turn.Say(source.query(id));
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        ByteBuf piece = Unpooled.copiedBuffer(bytes);
        try {
            answers.writeInbound(
                    source.datagrams
                            ? Unpooled.wrappedBuffer(Unpooled.copyShort(piece.readableBytes()), piece)
                            : piece);
        } catch (DecoderException garbage) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
        DnsResponse answer = answers.readInbound();
        if (answer == null) {
            return source.datagrams ? new Turn.Failed(Kind.PROTOCOL) : Turn.LISTEN;
        }
        try {
            if (answer.id() != id) {
                // Over UDP perhaps the late answer to somebody else who had our port before.
                return source.datagrams ? Turn.LISTEN : new Turn.Failed(Kind.PROTOCOL);
            }
            return source.judge.judge(answer);
        } finally {
            answer.release();
        }
    }

    /** What is asked; only the number of the question differs. */
    static final class Source implements Conversation.Source {
        private final boolean datagrams;
        private final byte[] query;
        private final DnsJudge judge;

        Source(Check.Dns check) {
            this.datagrams = check.transport() == Check.Dns.Transport.UDP;
            DnsRecordType type = DnsRecordType.valueOf(check.record().name());
            this.query = encoded(new DefaultDnsQuestion(check.query(), type), datagrams);
            this.judge = new DnsJudge(type, check.answer());
        }

        private static byte[] encoded(DefaultDnsQuestion question, boolean datagram) {
            EmbeddedChannel queries = new EmbeddedChannel(new TcpDnsQueryEncoder());
            queries.writeOutbound(
                    new DefaultDnsQuery(0).setRecursionDesired(true).setRecord(DnsSection.QUESTION, question));
            ByteBuf bytes = queries.readOutbound();
            try {
                byte[] framed = ByteBufUtil.getBytes(bytes);
                return datagram ? Arrays.copyOfRange(framed, LENGTH_BYTES, framed.length) : framed;
            } finally {
                bytes.release();
            }
        }

        private byte[] query(int id) {
            byte[] numbered = query.clone();
            int at = datagrams ? 0 : LENGTH_BYTES;
            numbered[at] = (byte) (id >> 8);
            numbered[at + 1] = (byte) id;
            return numbered;
        }

        @Override
        public Conversation begin() {
            return new DnsConversation(this, RandomGenerator.getDefault().nextInt(1 << 16));
        }
    }
}
