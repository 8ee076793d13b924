package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what is due on an account, instant by instant in the order of time, and within an instant in the order of
 * {@link #RULES} (T3, T4, T5).
 */
public final class Lifecycle {

    /** T5: the order within one instant. */
    static final List<Rule> RULES = List.of(
            new CouponsStartAndEnd(),
            new BillCollection(),
            new PackageEnds(),
            new Expiries(),
            new PhaseEnds(),
            new BalanceAlerts(),
            new RemindersBefore());

    /** No real schedule comes back to the same instant this often: a rule does not make progress. */
    private static final int MOST_ROUNDS_AT_AN_INSTANT = 64;

    private Lifecycle() {}

    /** Carries out what has fallen due up to an instant, which must not lie before what was carried out already. */
    public static void carryOut(Run run, Instant until) {
        Instant last = Instant.MIN;
        int rounds = 0;
        while (true) {
            Instant due = nextInstant(run);
            if (due.isAfter(until)) {
                break;
            }
            Instant at = Rule.later(due, run.account().processedAt());
            rounds = at.equals(last) ? rounds + 1 : 0;
            if (rounds > MOST_ROUNDS_AT_AN_INSTANT) {
                throw new IllegalStateException("account " + run.account().id() + " makes no progress at " + at);
            }
            last = at;
            round(run, at, false);
        }
        run.account().processed(until);
    }

    /** Draws the consequences of what a command did at an instant, up to which everything has been carried out. */
    public static void follow(Run run, Instant at) {
        round(run, at, true);
    }

    private static void round(Run run, Instant at, boolean commanded) {
        for (Rule rule : RULES) {
            rule.apply(run, at);
        }
        run.notices().close(at);
        run.keepFact(at, commanded);
        run.account().processed(at);
    }

    /**
     * Brings resources that were left behind to where their account stands: through each fact at its instant, and through what fell due
     * on them between, as if they had been carried along. What moves money is never left behind.
     *
     * @param facts how the account stood when these resources were last carried out, and each fact since
     */
    public static void bringUp(Run run, List<Resource> behind, List<Fact> facts, Instant until) {
        run.lookBack(facts.getFirst(), behind);
        for (Fact fact : facts.subList(1, facts.size())) {
            // a command came after everything due at its instant; what fell due did so in its place among the rules
            carryOut(run, fact.commanded() ? fact.at() : fact.at().minusNanos(1_000));
            Arrears.follow(run, fact);
            round(run, fact.at(), false);
        }
        carryOut(run, until);
        run.returnToPresent();
    }

    /** Writes down when each resource, and so the account, has to be looked at next. */
    public static void schedule(Run run) {
        AccountState state = run.state();
        Instant next = nextOfAccount(state);
        Instant others = state.othersWakeAt();
        if (others != null) {
            next = Rule.earlier(next, others);
        }
        for (Resource resource : state.resources()) {
            Instant wake = nextOf(run, resource);
            resource.wakeAt(orNull(wake));
            ReleaseGuard.restate(resource);
            if (!run.isHeldBack(resource)) {
                next = Rule.earlier(next, wake);
            }
        }
        run.account().wakeAt(orNull(next), run.heldBack());
    }

    private static Instant nextInstant(Run run) {
        Instant next = nextOfAccount(run.state());
        for (Resource resource : run.state().resources()) {
            if (!run.isHeldBack(resource)) {
                next = Rule.earlier(next, nextOf(run, resource));
            }
        }
        return next;
    }

    private static Instant nextOfAccount(AccountState state) {
        Instant next = Rule.NEVER;
        for (Rule rule : RULES) {
            next = Rule.earlier(next, rule.next(state));
        }
        return next;
    }

    private static Instant nextOf(Run run, Resource resource) {
        Instant next = Rule.NEVER;
        if (!resource.isReleased()) {
            for (Rule rule : RULES) {
                next = Rule.earlier(next, rule.next(run.state(), resource, run));
            }
        }
        return next;
    }

    private static @Nullable Instant orNull(Instant at) {
        return at.equals(Rule.NEVER) ? null : at;
    }
}
