package io.tideover.message.delivery;

import io.tideover.test.SmtpServer;

/** A mail server that fails as it is told to. */
final class FaultySmtpServer extends SmtpServer {

    enum Mood {
        TAKE,
        /** It takes the connection and drops it before a word, as a server that is not there does to a client behind a proxy. */
        REFUSE_CONNECTIONS,
        HANG_AT_ONCE,
        /** 421 in place of a greeting. */
        BUSY_AT_ONCE,
        /** 451 to each recipient. */
        BUSY,
        /** 550 to each recipient. */
        NO_SUCH_USER,
        /** The connection breaks in the middle of a message. */
        DROP_IN_DATA,
        /** It takes the message and never says so. */
        SILENT_AFTER_DATA
    }

    private volatile Mood mood = Mood.TAKE;
    private volatile Mood once = Mood.TAKE;
    private volatile int onceAt;

    /** Is in a mood from now on. */
    void be(Mood newMood) {
        mood = newMood;
        onceAt = 0;
    }

    /** Is in a mood for one message: that which is the {@code nth} from now. */
    void beFor(int nth, Mood newMood) {
        once = newMood;
        onceAt = begun() + nth;
    }

    /** How often a message of an id was taken. */
    int taken(String messageId) {
        return taken().getOrDefault(messageId, 0);
    }

    @Override
    protected String answer(Moment moment, int message, String line) throws InterruptedException {
        Mood now = message > 0 && message == onceAt ? once : mood;
        String usual = super.answer(moment, message, line);
        return switch (moment) {
            case CONNECTED ->
                switch (now) {
                    case REFUSE_CONNECTIONS -> null;
                    case HANG_AT_ONCE -> fallSilent();
                    case BUSY_AT_ONCE -> "421 try later";
                    default -> usual;
                };
            case RECIPIENT ->
                switch (now) {
                    case BUSY -> "451 mailbox busy";
                    case NO_SUCH_USER -> "550 no such user";
                    default -> usual;
                };
            case DATA -> now == Mood.DROP_IN_DATA || now == Mood.REFUSE_CONNECTIONS ? null : usual;
            case TAKEN -> now == Mood.SILENT_AFTER_DATA || now == Mood.HANG_AT_ONCE ? fallSilent() : usual;
        };
    }
}
