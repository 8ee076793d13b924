package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What will happen to an account if nothing is paid: the decision itself, run on a copy, storing nothing. */
@Service
public class Timelines {

    /** What kind of thing happens. */
    public enum Kind {
        BILL_DUE,
        TRANSITION,
        NOTICE
    }

    /** One thing that will happen. */
    public record Item(
            Instant at,
            Kind kind,
            @Nullable Long resourceId,
            @Nullable Phase from,
            @Nullable Phase to,
            @Nullable Stage stage) {}

    private final LifecycleEngine engine;

    Timelines(LifecycleEngine engine) {
        this.engine = engine;
    }

    /** In the order of time; a card on file is taken to decline, mail to be accepted. */
    public List<Item> timeline(long accountId, Instant until) {
        LifecycleEngine.Rehearsal rehearsal = engine.rehearse(accountId, until, null);
        Run run = rehearsal.run();
        List<Item> items = new ArrayList<>();
        for (Bill bill : run.state().bills()) {
            if (bill.dueAt().isAfter(rehearsal.from()) && !bill.dueAt().isAfter(until)) {
                items.add(new Item(bill.dueAt(), Kind.BILL_DUE, null, null, null, null));
            }
        }
        for (Transition transition : run.transitions()) {
            items.add(new Item(
                    transition.effectiveAt(),
                    Kind.TRANSITION,
                    transition.resourceId(),
                    transition.from(),
                    transition.to(),
                    null));
        }
        for (Notice notice : run.finishedNotices()) {
            if (notice.lines().isEmpty()) {
                items.add(new Item(notice.createdAt(), Kind.NOTICE, null, null, null, notice.stage()));
            }
            for (NoticeLine line : notice.lines()) {
                items.add(new Item(notice.createdAt(), Kind.NOTICE, line.resourceId(), null, null, notice.stage()));
            }
        }
        items.sort(Comparator.comparing(Item::at).thenComparing(Item::kind));
        return items;
    }
}
