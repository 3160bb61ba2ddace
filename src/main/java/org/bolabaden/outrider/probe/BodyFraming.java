package org.bolabaden.outrider.probe;

/** Where a body's bytes are and where it ends (RFC 9112 §6). One byte goes in at a time. */
sealed interface BodyFraming {
    /** What a byte is. */
    enum Part {
        DATA,
        FRAME,
        BROKEN
    }

    Part accept(byte read);

    /** Whether the body is complete. */
    boolean ended();

    /** Whether the end of the connection is the end of the body. */
    default boolean endsWithStream() {
        return false;
    }

    /** All until the connection closes. */
    final class UntilClose implements BodyFraming {
        @Override
        public Part accept(byte read) {
            return Part.DATA;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public boolean endsWithStream() {
            return true;
        }
    }

    /** As many bytes as announced. */
    final class Length implements BodyFraming {
        private long remaining;

        Length(long announced) {
            remaining = announced;
        }

        @Override
        public Part accept(byte read) {
            remaining--;
            return Part.DATA;
        }

        @Override
        public boolean ended() {
            return remaining == 0;
        }
    }

    /** Chunks, each after a line with its size; the last has size 0. Trailers come too late to matter. */
    final class Chunked implements BodyFraming {
        // Nobody sends chunk extensions; a line that does not end is an attack on our patience.
        private static final int MOST_LINE_BYTES = 1024;

        private enum State {
            SIZE,
            EXTENSION,
            DATA,
            AFTER_DATA,
            ENDED
        }

        private State state = State.SIZE;
        private int lineBytes;
        private boolean digits;
        private long size;

        @Override
        public Part accept(byte read) {
            return switch (state) {
                case SIZE, EXTENSION -> sizeLine(read);
                case DATA -> {
                    size--;
                    state = size == 0 ? State.AFTER_DATA : State.DATA;
                    yield Part.DATA;
                }
                case AFTER_DATA -> afterData(read);
                case ENDED -> Part.FRAME;
            };
        }

        @Override
        public boolean ended() {
            return state == State.ENDED;
        }

        private Part sizeLine(byte read) {
            lineBytes++;
            if (lineBytes > MOST_LINE_BYTES) {
                return Part.BROKEN;
            }
            if (read == '\n') {
                lineBytes = 0;
                state = size == 0 ? State.ENDED : State.DATA;
                return digits ? Part.FRAME : Part.BROKEN;
            }
            int digit = Character.digit(read, 16);
            if (state == State.EXTENSION || digit < 0) {
                state = State.EXTENSION;
                return digits ? Part.FRAME : Part.BROKEN;
            }
            digits = true;
            size = size * 16 + digit;
            return size > Integer.MAX_VALUE ? Part.BROKEN : Part.FRAME;
        }

        private Part afterData(byte read) {
            if (read == '\r') {
                return Part.FRAME;
            }
            state = State.SIZE;
            digits = false;
            return read == '\n' ? Part.FRAME : Part.BROKEN;
        }
    }
}
