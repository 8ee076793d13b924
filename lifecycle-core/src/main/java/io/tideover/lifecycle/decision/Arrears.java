package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.util.Comparator;
import org.joda.money.Money;

/** What follows from a change of arrears: a spell begins (F8), its clocks move (R7), or it ends and everything is restored (R7). */
final class Arrears {

    private Arrears() {}

    /** Call it after whatever may have changed what is outstanding; it does nothing where nothing changed. */
    static void review(Run run, Instant at) {
        if (run.looksBack()) {
            return;
        }
        Account account = run.account();
        Money arrears = run.state().arrears();
        if (arrears.isZero()) {
            if (account.inArrears()) {
                restore(run, at);
            }
            return;
        }
        Instant since = run.state().bills().stream()
                .filter(bill -> bill.status() == Bill.Status.OVERDUE)
                .map(Bill::dueAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Spell spell = account.spell();
        if (spell == null) {
            account.beginSpell(at, since);
        } else if (since.isAfter(spell.since())) {
            account.changeSpell(spell.withSince(since));
            moveGraces(run, at);
        }
        spell = account.spell();
        if (spell != null
                && spell.clockFrom() == null
                && !arrears.isLessThan(run.state().minimumArrears())) {
            account.changeSpell(spell.withClockFrom(at));
            run.overdueFrom();
        }
    }

    /** Draws from a fact what {@link #review} drew from it for the resources that were there. */
    static void follow(Run run, Fact fact) {
        Spell before = run.account().spell();
        Spell after = fact.spell();
        if (before != null && (after == null || after.number() != before.number())) {
            restore(run, fact.at());
            before = null;
        }
        run.turnTo(fact);
        if (after == null) {
            return;
        }
        if (before != null && after.since().isAfter(before.since())) {
            moveGraces(run, fact.at());
        }
        if (after.clockFrom() != null && (before == null || before.clockFrom() == null)) {
            run.overdueFrom();
        }
    }

    /** R7: when arrears become zero every pay-as-you-go resource in GRACE or RETENTION is ACTIVE again at that instant. */
    private static void restore(Run run, Instant at) {
        Account account = run.account();
        int ended = account.spells();
        account.endSpell();
        run.spellEnded(ended);
        run.takeOverduePending();
        run.state().payAsYouGo().forEach(resource -> {
            if (resource.phase() == Phase.GRACE || resource.phase() == Phase.RETENTION) {
                run.phases().reactivate(resource, at, TransitionReason.ARREARS_SETTLED);
                // of the spell that ended, but alive beyond it
                run.notices().shared(Stage.RESTORED, at, "spell:" + ended).about(resource);
            }
        });
    }

    /** R7: a part payment that moves {@code arrearsSince} later moves the end of a grace still running, and nothing else. */
    private static void moveGraces(Run run, Instant at) {
        Spell spell = run.account().spell();
        if (spell == null || spell.clockFrom() == null) {
            return;
        }
        run.state()
                .payAsYouGo()
                .filter(resource -> resource.phase() == Phase.GRACE)
                .forEach(resource -> moveGrace(resource, clock(spell, resource), at));
    }

    private static void moveGrace(Resource resource, Instant clock, Instant at) {
        Episode episode = resource.requireEpisode();
        Instant end = resource.phaseEndsAt();
        if (end == null || !clock.isAfter(episode.clock())) {
            return;
        }
        Instant moved = Spans.addDays(
                Spans.add(clock, episode.policy().grace(), episode.zone()), resource.extensionDays(), episode.zone());
        if (moved.isAfter(end)) {
            resource.moveGrace(clock, moved, at);
        }
    }

    /** R1: max({@code arrearsSince}, the instant the resource became pay-as-you-go). */
    static Instant clock(Spell spell, Resource resource) {
        return Rule.later(spell.clock(), resource.paygSince());
    }
}
