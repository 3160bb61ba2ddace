package org.bolabaden.outrider.dns;

/** One change of a zone: one call of its provider. */
public sealed interface Change {
    /** What it is made for. */
    Purpose purpose();

    /** Why, for people. */
    String reason();

    /** The record that it is about, as it will be or was. */
    ZoneRecord record();

    /** What a change is made for. */
    enum Purpose {
        /** Our record was missing. */
        PUBLISH,
        /** Our record said something else. */
        CORRECT,
        /** We have a record too many. */
        TIDY,
        /** A record with our address becomes ours. */
        ADOPT,
        /** Others are told that our record is about to go. */
        ANNOUNCE,
        /** It is not about to go any more. */
        STAY,
        WITHDRAW,
        /** There is no record at all, and ours comes back although it was withdrawn. */
        RESCUE,
        /** Others are told that a dead peer's record is about to go. */
        ANNOUNCE_PEER,
        WITHDRAW_PEER
    }

    /** A new record. */
    record Create(ZoneRecord record, Purpose purpose, String reason) implements Change {}

    /** A record becomes another. */
    record Update(ZoneRecord before, ZoneRecord record, Purpose purpose, String reason) implements Change {}

    /** A record goes. */
    record Delete(ZoneRecord record, Purpose purpose, String reason) implements Change {}

    /** One line, such as {@code create www.example.org A 203.0.113.5}. */
    default String words() {
        return switch (this) {
            case Create create -> "create " + create.record();
            case Update update ->
                update.before().address().equals(update.record().address())
                        ? "update " + update.record()
                        : "update " + update.before() + " to "
                                + update.record().address().getHostAddress();
            case Delete delete -> "delete " + delete.record();
        };
    }
}
