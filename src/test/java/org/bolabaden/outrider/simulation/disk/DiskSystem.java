package org.bolabaden.outrider.simulation.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A disk as one process sees it: once the process has ended, nothing it does reaches the disk any more. */
public final class DiskSystem extends FileSystem {
    private final Disk disk;
    private final BooleanSupplier alive;
    private final Runnable ends;
    private final DiskProvider provider = new DiskProvider(this);

    /**
     * A view.
     *
     * @param alive whether the process runs
     * @param ends is called when the disk ends the process
     */
    public DiskSystem(Disk disk, BooleanSupplier alive, Runnable ends) {
        this.disk = disk;
        this.alive = alive;
        this.ends = ends;
    }

    /** The disk, for who reads. */
    Disk reading() {
        if (!alive.getAsBoolean()) {
            throw new ProcessEnded();
        }
        return disk;
    }

    /** The disk, for one operation that changes it. */
    Disk changing() {
        Disk open = reading();
        if (open.endsNow()) {
            ends.run();
            throw new ProcessEnded();
        }
        return open;
    }

    void requireThere(DiskPath path) throws NoSuchFileException {
        if (reading().find(path.toString()) == null) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public Path getPath(String first, String... more) {
        return new DiskPath(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException("a disk stays");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix", "unix");
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("there is one user");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("nothing is watched here");
    }
}
