package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.billing.Ledger;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.resource.FinalNotice;
import io.tideover.lifecycle.resource.Phases;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** One run of the decision on one account: what it works on, and what has come of it so far. Used by one thread, once. */
public final class Run {

    /** A release reminder and the resource it is the final notice for, to be stored for the guard (R5). */
    public record FinalNoticeFor(long resourceId, FinalNotice notice) {}

    private record Line(long noticeId, long resourceId) {}

    private AccountState state;
    private final Terms terms;
    private final Instant until;
    private final Ledger ledger;
    private final Phases phases;
    private final NoticeBook notices;
    private final List<Transition> transitions = new ArrayList<>();
    private final List<FinalNoticeFor> finalNotices = new ArrayList<>();
    private final List<Integer> endedSpells = new ArrayList<>();
    private final Set<Long> heldBack = new HashSet<>();
    private final List<Fact> facts = new ArrayList<>();
    private final Map<String, Integer> payments = new HashMap<>();
    private boolean overduePending;
    private int brakeable;
    private @Nullable AccountState present;
    private @Nullable Fact recalled;

    public Run(AccountState state, Terms terms, Instant until) {
        this.state = state;
        this.terms = terms;
        this.until = until;
        Account account = state.account();
        this.ledger = new Ledger(account.id(), state.funds(), state.coupons(), account::nextSequence);
        this.notices = new NoticeBook(this);
        this.phases = new Phases((resource, from, to, effectiveAt, reason, detail) -> transitions.add(new Transition(
                account.id(),
                account().nextSequence(),
                resource.id(),
                resource.episodeNumber(),
                from,
                to,
                effectiveAt,
                reason,
                detail)));
    }

    public AccountState state() {
        return state;
    }

    public Account account() {
        return state.account();
    }

    public Terms terms() {
        return terms;
    }

    /** The instant up to which this run carries out what is due: now, or a future one in a rehearsal. */
    public Instant until() {
        return until;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Phases phases() {
        return phases;
    }

    public List<Transition> transitions() {
        return transitions;
    }

    /** The release reminders that are sent: a line that yields to a newer notice (T4) warns nobody of the release of its resource. */
    public List<FinalNoticeFor> finalNotices() {
        if (finalNotices.isEmpty()) {
            return finalNotices;
        }
        Set<Line> sent = new HashSet<>();
        for (Notice notice : finishedNotices()) {
            notice.lines().stream()
                    .filter(line -> !line.superseded())
                    .forEach(line -> sent.add(new Line(notice.id(), line.resourceId())));
        }
        return finalNotices.stream()
                .filter(each -> sent.contains(new Line(each.notice().noticeId(), each.resourceId())))
                .toList();
    }

    /** Arrears spells that ended in this run. */
    public List<Integer> endedSpells() {
        return endedSpells;
    }

    void spellEnded(int number) {
        // one that is looked back at ended, and was told of, in the run that made it end
        if (recalled == null) {
            endedSpells.add(number);
        }
    }

    /**
     * Keeps the facts that the account's resources go by from here on, because not all of them are carried along.
     *
     * @param number that of the account's last fact
     */
    public void keepFacts(long number) {
        facts.add(fact(number, account().processedAt(), false));
    }

    /** Keeps a fact that changes nothing, so that all resources are gone through once more. */
    public void haveAllFollow() {
        facts.add(fact(facts.getLast().number() + 1, account().processedAt(), true));
    }

    /** How the account stood at first, and each fact since that changed how; empty where none are kept. */
    public List<Fact> facts() {
        return facts;
    }

    /** Whether the run made a fact that decides over resources. */
    public boolean decided() {
        return !facts.isEmpty() && facts.getLast().number() > facts.getFirst().number();
    }

    void keepFact(Instant at, boolean commanded) {
        if (facts.isEmpty() || recalled != null) {
            return;
        }
        Fact last = facts.getLast();
        Fact now = fact(last.number(), at, commanded);
        if (!now.decidesAs(last)) {
            facts.add(fact(last.number() + 1, at, commanded));
        } else if (!now.amountsTo(last)) {
            facts.add(now);
        }
    }

    private Fact fact(long number, Instant at, boolean commanded) {
        Account account = account();
        return new Fact(
                number,
                at,
                commanded,
                account.spell(),
                account.spells(),
                account.zone(),
                account.tier(),
                arrears(),
                availableFunds(at));
    }

    /** Looks back at how the account stood, with these resources alone, until {@link #returnToPresent}. */
    void lookBack(Fact first, List<Resource> behind) {
        AccountState now = state;
        present = now;
        recalled = first;
        state = new AccountState(
                now.account().asOf(first.spell(), first.spells(), first.zone(), first.tier()),
                now.funds(),
                List.of(),
                List.of(),
                new BalanceAlert(false, now.alert().repeats(), List.of()),
                behind,
                now.minimumArrears(),
                null);
    }

    void turnTo(Fact fact) {
        recalled = fact;
        account().turnTo(fact.spell(), fact.spells(), fact.zone(), fact.tier());
    }

    void returnToPresent() {
        AccountState now = Objects.requireNonNull(present);
        now.account().continueFrom(account());
        state = now;
        recalled = null;
        present = null;
    }

    boolean looksBack() {
        return recalled != null;
    }

    Money arrears() {
        Fact then = recalled;
        return then == null ? state.arrears() : then.arrears();
    }

    Money availableFunds(Instant at) {
        Fact then = recalled;
        return then == null ? state.availableFunds(at) : then.availableFunds();
    }

    /** How many freezes and releases by deadline it made: what the brake counts (R13). */
    public int brakeable() {
        return brakeable;
    }

    /** Whether the brake kept a freeze or release from happening. */
    public boolean heldBack() {
        return !heldBack.isEmpty();
    }

    /** What there is to tell; those overtaken by newer ones are marked (T4). */
    public List<Notice> finishedNotices() {
        return notices.finish();
    }

    /** How much there is to tell. */
    public int told() {
        return notices.size();
    }

    /** Goes on with notices that await resources left behind. */
    public void goOnWith(List<OpenNotice> open) {
        notices.goOnWith(open);
    }

    /** Whether a notice names whatever resources it comes to be about, so that it is told once all have followed. */
    public boolean isShared(Notice notice) {
        return notices.isShared(notice.id());
    }

    NoticeBook notices() {
        return notices;
    }

    /** The policy that a clock starting at an instant follows (R9, R11). */
    public Policy policyFor(Resource resource, BillingMode mode, Instant clock) {
        return terms.policies()
                .inForce(resource.productCode(), mode, account().tier(), clock)
                .orElseThrow(() -> new IllegalStateException(
                        "no policy for " + resource.productCode() + ", " + mode + " at " + clock));
    }

    /** Asks the card on file for an amount, once for a payment; no card counts as a decline that nobody is told of. */
    boolean charge(Money amount, String payment) {
        String token = state.funds().cardToken();
        return token != null && charge(token, amount, payment);
    }

    /** Asks a card for an amount, once for a payment. */
    boolean charge(String token, Money amount, String payment) {
        return terms.cards().charge(token, amount, payment);
    }

    /**
     * Names a payment: unlike any other of the account, yet the same again where what it is part of was rolled back and is done over, so
     * that a card is charged once for it (F6). What else is numbered on the way may be another the second time, as where the brake holds
     * freezes back (R13): it goes by where the numbering stood at first, and by how often the run has paid for this.
     */
    String payment(String purpose) {
        Account account = account();
        long first = account.sequence() - account.numbered();
        account.nextSequence();
        return purpose + "#" + first + "." + payments.merge(purpose, 1, Integer::sum);
    }

    boolean hasCard() {
        return state.funds().cardToken() != null;
    }

    /**
     * Whether a freeze or release by deadline may happen now (R13).
     *
     * @return false where the brake is on; the resource is then left where it is until an operator lets it go on
     */
    boolean passesBrake(Resource resource) {
        if (terms.braked()) {
            heldBack.add(resource.id());
            return false;
        }
        brakeable++;
        return true;
    }

    boolean isHeldBack(Resource resource) {
        return heldBack.contains(resource.id());
    }

    void overdueFrom() {
        overduePending = true;
    }

    boolean takeOverduePending() {
        boolean pending = overduePending;
        overduePending = false;
        return pending;
    }

    void rememberFinalNotice(Resource resource, long noticeId, Instant namedAt, Instant createdAt) {
        @Nullable Instant accepted = terms.rehearsal() ? createdAt : null;
        FinalNotice notice = new FinalNotice(noticeId, resource.episodeNumber(), namedAt, createdAt, accepted);
        resource.finalNotices().add(notice);
        finalNotices.add(new FinalNoticeFor(resource.id(), notice));
    }
}
