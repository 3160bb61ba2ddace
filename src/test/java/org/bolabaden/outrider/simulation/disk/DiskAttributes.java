package org.bolabaden.outrider.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Of a file or a directory; all are the user's own. */
record DiskAttributes(Disk.Node node) implements PosixFileAttributes {
    private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rw-r--r--");

    @Override
    public UserPrincipal owner() {
        return () -> "root";
    }

    @Override
    public GroupPrincipal group() {
        throw new UnsupportedOperationException("there is one user");
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return ALL;
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.fromMillis(node.modified);
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return !node.directory;
    }

    @Override
    public boolean isDirectory() {
        return node.directory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return node.content.length;
    }

    @Override
    public Object fileKey() {
        return System.identityHashCode(node);
    }

    /** Lets permissions be set, and changes nothing. */
    record View(DiskProvider provider, Path path) implements PosixFileAttributeView {
        @Override
        public String name() {
            return "posix";
        }

        @Override
        public PosixFileAttributes readAttributes() throws IOException {
            return provider.readAttributes(path, PosixFileAttributes.class);
        }

        @Override
        public void setTimes(FileTime modified, FileTime accessed, FileTime created) {
            // Nobody looks at them.
        }

        @Override
        public void setPermissions(Set<PosixFilePermission> permissions) {
            // There is one user.
        }

        @Override
        public void setGroup(GroupPrincipal group) {
            // There is one user.
        }

        @Override
        public UserPrincipal getOwner() {
            return () -> "root";
        }

        @Override
        public void setOwner(UserPrincipal owner) {
            // There is one user.
        }
    }
}
