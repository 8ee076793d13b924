package io.tideover.lifecycle.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The lifecycle by itself: real storage, a settable wall clock, and announcements that are remembered. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan("io.tideover.lifecycle")
public class LifecycleFixture {

    /** A wall clock that stands where it is put. */
    public static final class SettableClock extends Clock {

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
    public static final class RecordedAnnouncements implements Announcements {

        private final List<Announcement> all = new CopyOnWriteArrayList<>();

        /** What is undone was never said. */
        @Override
        public void announce(List<Announcement> batch) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    all.addAll(batch);
                }
            });
        }

        /** All notices of an account; those that were told in parts with all their lines. */
        public List<Notice> told(long accountId) {
            List<Notice> told = new ArrayList<>();
            Map<Long, List<NoticeLine>> lines = new HashMap<>();
            for (Announcement each : of(accountId)) {
                told.addAll(each.notices());
                each.portions()
                        .parts()
                        .forEach(part -> lines.computeIfAbsent(part.noticeId(), id -> new ArrayList<>())
                                .addAll(part.lines()));
                each.portions().completed().forEach(notice -> told.add(withLines(notice, lines.get(notice.id()))));
            }
            return told;
        }

        private static Notice withLines(Notice n, List<NoticeLine> lines) {
            return new Notice(
                    n.id(),
                    n.accountId(),
                    n.stage(),
                    n.createdAt(),
                    n.cause(),
                    n.spell(),
                    n.superseded(),
                    n.deadline(),
                    n.facts(),
                    List.copyOf(lines),
                    n.billIds());
        }

        List<Announcement> of(long accountId) {
            return all.stream().filter(each -> each.accountId() == accountId).toList();
        }

        List<Notice> notices(long accountId, Stage stage) {
            return told(accountId).stream()
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
    Customers customers(Accounts accounts, Resources resources) {
        return new Customers(accounts, resources);
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
