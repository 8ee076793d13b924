package io.tideover.lifecycle.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/** The lifecycle by itself: real storage, a settable wall clock, and announcements that are remembered. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan("io.tideover.lifecycle")
class LifecycleFixture {

    /** A wall clock that stands where it is put. */
    static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-06T00:00:00Z");

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Remembers what was announced; accepts release reminders where it is told to. */
    static final class RecordedAnnouncements implements Announcements {

        private final List<Announcement> all = new CopyOnWriteArrayList<>();

        @Override
        public void announce(List<Announcement> batch) {
            all.addAll(batch);
        }

        List<Announcement> of(long accountId) {
            return all.stream().filter(each -> each.accountId() == accountId).toList();
        }

        List<Notice> notices(long accountId, Stage stage) {
            return of(accountId).stream()
                    .flatMap(each -> each.notices().stream())
                    .filter(notice -> notice.stage() == stage)
                    .toList();
        }

        void acceptReleaseReminders(long accountId, FinalNotices finalNotices, Instant at) {
            notices(accountId, Stage.RELEASE_REMINDER)
                    .forEach(notice -> finalNotices.accepted(accountId, notice.id(), at));
        }
    }

    @Bean
    @Primary
    SettableClock settableClock() {
        return new SettableClock();
    }

    @Bean
    RecordedAnnouncements announcements() {
        return new RecordedAnnouncements();
    }

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
