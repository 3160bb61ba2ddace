package org.bolabaden.outrider.simulation.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What is on it now, and what would be after a power cut. For one thread. */
public final class Disk {
    /** What it does to those who write. */
    public enum Condition {
        /** It takes everything. */
        WELL,
        /** There is no room left. */
        FULL,
        /** It was mounted anew as read-only. */
        READ_ONLY
    }

    /** A file or a directory. */
    static final class Node {
        final boolean directory;
        final Map<String, Node> live = new TreeMap<>();
        Map<String, Node> durable = new TreeMap<>();
        byte[] content = new byte[0];
        byte[] forced = new byte[0];
        long modified;

        Node(boolean directory) {
            this.directory = directory;
        }
    }

    /** Changes of names that survive together or not at all. */
    private record Step(List<Entry> entries) {}

    /** That a name in a directory is that one's; null: nobody's. */
    private record Entry(Node in, String name, Node is) {}

    private final Random random;
    private final List<Step> unforced = new ArrayList<>();
    private Node root = new Node(true);
    private Condition condition = Condition.WELL;
    private int untilEnd = -1;
    private long operations;

    /**
     * An empty one.
     *
     * @param random decides what of the unforced survives
     */
    public Disk(Random random) {
        this.random = random;
    }

    /** From now on it is like that. */
    public void become(Condition next) {
        condition = next;
    }

    /** Ends the process that uses it instead of doing its operation of that number, counted from now; less than 0: none. */
    public void endAfter(int count) {
        untilEnd = count;
    }

    /** How many changes there were: when it is the same as before, so is the disk. */
    public long operations() {
        return operations;
    }

    /** Whether the process is to end instead of this operation. */
    boolean endsNow() {
        if (untilEnd < 0) {
            return false;
        }
        return untilEnd-- == 0;
    }

    /** The text of a file; empty: there is none. For who looks at the machine from outside. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(find(path))
                .filter(node -> !node.directory)
                .map(node -> new String(node.content, StandardCharsets.UTF_8));
    }

    /** The text that a file would have if the power failed now and only what was forced survived. */
    public Optional<String> durableText(String path) {
        Node at = root;
        for (String name : DiskPath.names(path)) {
            at = at == null ? null : at.durable.get(name);
        }
        return Optional.ofNullable(at)
                .filter(node -> !node.directory)
                .map(node -> new String(node.forced, StandardCharsets.UTF_8));
    }

    /** Puts a file there, safely, as an editor that is no part of the simulation. */
    public void put(String path, String text) {
        Node at = root;
        List<String> names = DiskPath.names(path);
        for (String name : names.subList(0, names.size() - 1)) {
            Node next = at.live.computeIfAbsent(name, none -> new Node(true));
            at.durable.put(name, next);
            at = next;
        }
        Node file = new Node(false);
        file.content = text.getBytes(StandardCharsets.UTF_8);
        file.forced = file.content;
        file.modified = ++operations;
        at.live.put(names.getLast(), file);
        at.durable.put(names.getLast(), file);
    }

    /** Takes a file away, safely. */
    public void remove(String path) {
        Node in = find(path.substring(0, path.lastIndexOf('/')));
        if (in != null) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            in.live.remove(name);
            in.durable.remove(name);
            operations++;
        }
    }

    /** The names in a directory; none where there is no such directory. */
    public List<String> names(String directory) {
        Node at = find(directory);
        return at == null ? List.of() : List.copyOf(at.live.keySet());
    }

    /** The power fails, and comes back: what is there now is what survived. */
    public void crash() {
        int survive = unforced.isEmpty() ? 0 : random.nextInt(unforced.size() + 1);
        for (Step step : unforced.subList(0, survive)) {
            carryOut(step);
        }
        unforced.clear();
        comeBack(root);
        condition = Condition.WELL;
        untilEnd = -1;
        operations++;
    }

    private void comeBack(Node node) {
        if (!node.directory) {
            if (node.content != node.forced) {
                node.content = survivor(node);
                node.forced = node.content;
            }
            return;
        }
        node.live.clear();
        node.live.putAll(node.durable);
        node.live.values().forEach(this::comeBack);
    }

    private byte[] survivor(Node node) {
        return switch (random.nextInt(3)) {
            case 0 -> node.forced;
            case 1 -> node.content;
            default -> java.util.Arrays.copyOf(node.content, random.nextInt(node.content.length + 1));
        };
    }

    private static void carryOut(Step step) {
        for (Entry entry : step.entries()) {
            if (entry.is() == null) {
                entry.in().durable.remove(entry.name());
            } else {
                entry.in().durable.put(entry.name(), entry.is());
            }
        }
    }

    Node find(String path) {
        Node at = root;
        for (String name : DiskPath.names(path)) {
            if (at == null) {
                return null;
            }
            at = at.live.get(name);
        }
        return at;
    }

    private Node directory(String path) throws FileSystemException {
        Node in = find(path);
        if (in == null) {
            throw new NoSuchFileException(path);
        }
        if (!in.directory) {
            throw new NotDirectoryException(path);
        }
        return in;
    }

    private void requireWritable(String path) throws FileSystemException {
        switch (condition) {
            case WELL -> {}
            case FULL -> throw new FileSystemException(path, null, "No space left on device");
            case READ_ONLY -> throw new FileSystemException(path, null, "Read-only file system");
        }
    }

    Node create(DiskPath path, boolean directory) throws FileSystemException {
        requireWritable(path.toString());
        Node in = directory(path.parentText());
        if (in.live.containsKey(path.nameText())) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Node made = new Node(directory);
        made.modified = ++operations;
        in.live.put(path.nameText(), made);
        unforced.add(new Step(List.of(new Entry(in, path.nameText(), made))));
        return made;
    }

    void delete(DiskPath path) throws FileSystemException {
        if (condition == Condition.READ_ONLY) {
            requireWritable(path.toString());
        }
        Node in = directory(path.parentText());
        Node gone = in.live.get(path.nameText());
        if (gone == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (gone.directory && !gone.live.isEmpty()) {
            throw new java.nio.file.DirectoryNotEmptyException(path.toString());
        }
        in.live.remove(path.nameText());
        operations++;
        unforced.add(new Step(List.of(new Entry(in, path.nameText(), null))));
    }

    void move(DiskPath from, DiskPath to) throws FileSystemException {
        if (condition == Condition.READ_ONLY) {
            requireWritable(from.toString());
        }
        Node source = directory(from.parentText());
        Node target = directory(to.parentText());
        Node moved = source.live.remove(from.nameText());
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        target.live.put(to.nameText(), moved);
        operations++;
        unforced.add(
                new Step(List.of(new Entry(source, from.nameText(), null), new Entry(target, to.nameText(), moved))));
    }

    void write(Node node, String path, byte[] content) throws FileSystemException {
        requireWritable(path);
        node.content = content;
        node.modified = ++operations;
    }

    void force(Node node, String path) throws FileSystemException {
        if (!node.directory) {
            if (condition == Condition.FULL) {
                requireWritable(path);
            }
            node.forced = node.content;
        } else {
            unforced.forEach(Disk::carryOut);
            unforced.clear();
        }
        operations++;
    }
}
