package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.decision.FundsActions;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.joda.money.Money;
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
            @Nullable Stage stage,
            @Nullable Long billId) {

        static Item of(Bill bill) {
            return new Item(bill.dueAt(), Kind.BILL_DUE, null, null, null, null, bill.id());
        }

        static Item of(Transition transition) {
            return new Item(
                    transition.effectiveAt(),
                    Kind.TRANSITION,
                    transition.resourceId(),
                    transition.from(),
                    transition.to(),
                    null,
                    null);
        }

        static Item of(Notice notice, @Nullable Long resourceId) {
            return new Item(notice.createdAt(), Kind.NOTICE, resourceId, null, null, notice.stage(), null);
        }
    }

    /**
     * What will happen, in the order of time, and what it happens to, by id.
     *
     * @param resources as they will be at the end
     */
    public record Timeline(List<Item> items, Map<Long, Resource> resources, Map<Long, Bill> bills) {}

    private final LifecycleEngine engine;
    private final Snapshot snapshot;

    Timelines(LifecycleEngine engine, Snapshot snapshot) {
        this.engine = engine;
        this.snapshot = snapshot;
    }

    /** In the order of time; a card on file is taken to decline, mail to be accepted. */
    public Timeline timeline(long accountId, Instant until) {
        return timeline(snapshot.read(() -> engine.rehearse(accountId, until, null, null)), until);
    }

    /** What will happen to one resource of an account, in the order of time: the same as its part of the account's timeline, for less. */
    public List<Item> ahead(long accountId, long resourceId, Instant until) {
        return of(
                resourceId, timeline(snapshot.read(() -> engine.rehearse(accountId, until, resourceId, null)), until));
    }

    /** What will happen to the account if just what is owed were topped up now (F3, R7), and nothing after it. */
    public Timeline timelineIfArrearsWerePaid(long accountId, Instant until) {
        return timeline(snapshot.read(() -> engine.rehearse(accountId, until, null, Timelines::payArrears)), until);
    }

    /** {@link #ahead} if just what is owed were topped up now, and nothing after it. */
    public List<Item> aheadIfArrearsWerePaid(long accountId, long resourceId, Instant until) {
        return of(
                resourceId,
                timeline(
                        snapshot.read(() -> engine.rehearse(accountId, until, resourceId, Timelines::payArrears)),
                        until));
    }

    private static void payArrears(Run run, Instant now) {
        Money arrears = run.state().arrears();
        if (arrears.isPositive()) {
            FundsActions.topUp(run, 0, arrears, "rehearsed", now);
        }
    }

    private static List<Item> of(long resourceId, Timeline timeline) {
        return timeline.items().stream()
                .filter(item -> Objects.equals(item.resourceId(), resourceId))
                .toList();
    }

    private static Timeline timeline(LifecycleEngine.Rehearsal rehearsal, Instant until) {
        Run run = rehearsal.run();
        List<Item> items = new ArrayList<>();
        for (Bill bill : run.state().bills()) {
            if (bill.dueAt().isAfter(rehearsal.from()) && !bill.dueAt().isAfter(until)) {
                items.add(Item.of(bill));
            }
        }
        run.transitions().forEach(transition -> items.add(Item.of(transition)));
        for (Notice notice : run.finishedNotices()) {
            if (notice.lines().isEmpty()) {
                items.add(Item.of(notice, null));
            }
            for (NoticeLine line : notice.lines()) {
                items.add(Item.of(notice, line.resourceId()));
            }
        }
        items.sort(Comparator.comparing(Item::at).thenComparing(Item::kind));
        return new Timeline(
                items,
                run.state().resources().stream().collect(Collectors.toMap(Resource::id, each -> each)),
                run.state().bills().stream().collect(Collectors.toMap(Bill::id, each -> each)));
    }
}
