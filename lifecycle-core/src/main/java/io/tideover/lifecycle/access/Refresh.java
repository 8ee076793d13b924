package io.tideover.lifecycle.access;

import io.tideover.lifecycle.access.AccessDecisions.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again what is asked about often, all of it together and before it is too old, so that no question waits for it and the
 * database is asked as seldom for a thousand subjects as for one.
 */
final class Refresh {

    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);
    /** In so long those that are asked about often are all together. */
    private static final Duration GATHERED_FOR = Duration.ofMillis(150);
    /** As many as a batch of questions may have. */
    private static final int MOST_AT_ONCE = 500;

    private final Consumer<List<Subject>> read;
    private final Set<Subject> wanted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean planned = new AtomicBoolean();
    // what is asked for while it stops is left to be read when it is asked about
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("access-refresh-", 0).factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Refresh(Consumer<List<Subject>> read) {
        this.read = read;
    }

    /** Has a subject read again soon. */
    void ask(Subject subject) {
        if (wanted.add(subject) && planned.compareAndSet(false, true)) {
            executor.schedule(this::refresh, GATHERED_FOR.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        executor.shutdownNow();
    }

    private void refresh() {
        planned.set(false);
        List<Subject> all = new ArrayList<>(wanted);
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            List<Subject> some = all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE));
            try {
                read.accept(some);
            } catch (RuntimeException e) {
                LOG.debug("Facts are left to be read when they are asked about", e);
            } finally {
                // only now: who asks meanwhile need not ask again
                some.forEach(wanted::remove);
            }
        }
    }
}
