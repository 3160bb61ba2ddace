package org.bolabaden.outrider.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** An open file of a simulated disk. */
final class DiskFile extends FileChannel {
    private final DiskSystem system;
    private final Disk.Node node;
    private final String path;
    private int position;

    DiskFile(DiskSystem system, Disk.Node node, String path) {
        this.system = system;
        this.node = node;
        this.path = path;
    }

    @Override
    public int read(ByteBuffer into) {
        system.reading();
        int count = read(into, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long from) {
        int count = Math.min(into.remaining(), node.content.length - (int) from);
        if (count <= 0) {
            return into.hasRemaining() ? -1 : 0;
        }
        into.put(node.content, (int) from, count);
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = write(from, position);
        position += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        int count = from.remaining();
        byte[] next = Arrays.copyOf(node.content, Math.max(node.content.length, (int) at + count));
        ByteBuffer copy = from.duplicate();
        copy.get(next, (int) at, count);
        system.changing().write(node, path, next);
        from.position(from.position() + count);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long next) {
        position = (int) next;
        return this;
    }

    @Override
    public long size() {
        return node.content.length;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < node.content.length) {
            system.changing().write(node, path, Arrays.copyOf(node.content, (int) size));
        }
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        system.changing().force(node, path);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException("one buffer at a time");
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException("one buffer at a time");
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException("nothing is transferred");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException("nothing is transferred");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("nothing is mapped");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        throw new IOException("no locks on this disk");
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) throws IOException {
        throw new IOException("no locks on this disk");
    }

    @Override
    protected void implCloseChannel() {
        // Nothing is open.
    }
}
