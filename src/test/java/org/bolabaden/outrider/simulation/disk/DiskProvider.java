package org.bolabaden.outrider.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations on a simulated disk, one change at a time. */
final class DiskProvider extends FileSystemProvider {
    private final DiskSystem system;

    DiskProvider(DiskSystem system) {
        this.system = system;
    }

    private DiskPath absolute(Path path) {
        return (DiskPath) path.toAbsolutePath().normalize();
    }

    private Disk.Node there(Path path) throws NoSuchFileException {
        Disk.Node node = system.reading().find(absolute(path).toString());
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("there is one already");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return system.getPath(uri.getSchemeSpecificPart());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        DiskPath at = absolute(path);
        Disk.Node node = system.reading().find(at.toString());
        if (options.contains(StandardOpenOption.CREATE_NEW) && node != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        boolean create = options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
        if (node == null && !create) {
            throw new NoSuchFileException(path.toString());
        }
        if (node == null) {
            node = system.changing().create(at, false);
        } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            system.changing().write(node, at.toString(), new byte[0]);
        }
        return new DiskFile(system, node, at.toString());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> found = new java.util.ArrayList<>();
        for (String name : List.copyOf(there(directory).live.keySet())) {
            Path child = directory.resolve(name);
            if (filter.accept(child)) {
                found.add(child);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        system.changing().create(absolute(directory), true);
    }

    @Override
    public void delete(Path path) throws IOException {
        there(path);
        system.changing().delete(absolute(path));
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException("nothing is copied by its provider");
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        system.changing().move(absolute(from), absolute(to));
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return there(one) == there(other);
    }

    @Override
    public boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("there is one disk");
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        there(path);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        throw new NotLinkException(link.toString());
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return type == PosixFileAttributeView.class ? type.cast(new DiskAttributes.View(this, path)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        Disk.Node node = there(path);
        return type.cast(new DiskAttributes(node));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        there(path);
        return Map.of("uid", 0, "gid", 0);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        there(path);
    }
}
