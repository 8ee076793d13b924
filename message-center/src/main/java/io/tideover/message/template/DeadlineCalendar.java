package io.tideover.message.template;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Method;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;

/** The calendar entry for a notice's next deadline (D5). */
final class DeadlineCalendar {

    private static final Duration LENGTH = Duration.ofMinutes(15);

    private DeadlineCalendar() {}

    /** An iCalendar file; the same notice always makes the same entry, so that a second copy replaces the first. */
    static byte[] file(String uid, String summary, String description, Instant deadline, Instant stamp) {
        VEvent event = new VEvent(false);
        event.add(new Uid(uid))
                .add(new DtStamp(stamp))
                .add(new DtStart<>(deadline))
                .add(new net.fortuna.ical4j.model.property.Duration(LENGTH))
                .add(new Summary(summary))
                .add(new Description(description));
        Method publish = ImmutableMethod.PUBLISH;
        Calendar calendar = new Calendar()
                .withDefaults()
                .withProdId("-//Tideover//Message Center//EN")
                .withProperty(publish)
                .withComponent(event)
                .getFluentTarget();
        return calendar.toString().getBytes(StandardCharsets.UTF_8);
    }
}
