package org.bolabaden.outrider.simulation.disk;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** A path on a simulated disk; there are no links, and the working directory is the root. */
final class DiskPath implements Path {
    private final DiskSystem system;
    private final boolean absolute;
    private final List<String> names;
    private final String text;

    DiskPath(DiskSystem system, String text) {
        this(system, text.startsWith("/"), names(text));
    }

    private DiskPath(DiskSystem system, boolean absolute, List<String> names) {
        this.system = system;
        this.absolute = absolute;
        this.names = names;
        this.text = (absolute ? "/" : "") + String.join("/", names);
    }

    static List<String> names(String text) {
        List<String> names = new ArrayList<>(8);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('/', start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                names.add(text.substring(start, end));
            }
            start = end + 1;
        }
        return names;
    }

    private DiskPath of(boolean whole, List<String> parts) {
        return new DiskPath(system, whole, parts);
    }

    DiskPath like(Path other) {
        return other instanceof DiskPath same ? same : new DiskPath(system, other.toString());
    }

    String parentText() {
        return "/" + String.join("/", names.subList(0, Math.max(0, names.size() - 1)));
    }

    String nameText() {
        return names.getLast();
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public Path getRoot() {
        return absolute ? of(true, List.of()) : null;
    }

    @Override
    public Path getFileName() {
        return names.isEmpty() ? (absolute ? null : this) : of(false, List.of(names.getLast()));
    }

    @Override
    public Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return of(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return of(false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int from, int to) {
        return of(false, names.subList(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        DiskPath that = like(other);
        return absolute == that.absolute
                && that.names.size() <= names.size()
                && names.subList(0, that.names.size()).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        DiskPath that = like(other);
        return that.names.size() <= names.size()
                && names.subList(names.size() - that.names.size(), names.size()).equals(that.names);
    }

    @Override
    public Path normalize() {
        List<String> left = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..") && !left.isEmpty()) {
                left.removeLast();
            } else if (!name.equals(".") && !name.equals("..")) {
                left.add(name);
            }
        }
        return of(absolute, left);
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return like(other);
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(like(other).names);
        return of(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        DiskPath that = like(other);
        int common = 0;
        while (common < Math.min(names.size(), that.names.size())
                && names.get(common).equals(that.names.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>();
        for (int i = common; i < names.size(); i++) {
            way.add("..");
        }
        way.addAll(that.names.subList(common, that.names.size()));
        return of(false, way);
    }

    @Override
    public URI toUri() {
        return URI.create("simulated:" + toAbsolutePath());
    }

    @Override
    public Path toAbsolutePath() {
        return absolute ? this : of(true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws java.io.IOException {
        Path real = toAbsolutePath().normalize();
        system.requireThere((DiskPath) real);
        return real;
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("nothing is watched here");
    }

    @Override
    public int compareTo(Path other) {
        return text.compareTo(other.toString());
    }

    @Override
    public Iterator<Path> iterator() {
        return names.stream().<Path>map(name -> of(false, List.of(name))).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DiskPath that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
