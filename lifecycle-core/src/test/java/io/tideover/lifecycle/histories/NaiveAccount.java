package io.tideover.lifecycle.histories;

import io.tideover.lifecycle.histories.View.Move;
import io.tideover.lifecycle.histories.View.Refused;
import io.tideover.lifecycle.histories.View.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The rules T, F, R and B once more, as plainly as they read: every instant that could matter is looked up in the full
 * list of facts and stepped through, one after the other, and at each all rules are asked in the order of T5. It knows
 * nothing of the engine. Mail is accepted the moment a notice is made.
 */
final class NaiveAccount {

    private static final Period LEAD = Period.ofDays(1);
    private static final List<Integer> DAYS_BEFORE = List.of(7, 3, 1);

    static final class Coupon {
        String product;
        long left;
        Instant from;
        Instant until;
        boolean ended;
    }

    /** Money taken for a bill, and from where: a coupon, else credit or cash. */
    private record Part(Coupon coupon, boolean credit, long amount) {}

    static final class Bill {
        String label;
        String product;
        long outstanding;
        Instant dueAt;
        String status = "OPEN";
        final List<Part> paid = new ArrayList<>();
        final List<Instant> cardTried = new ArrayList<>();
    }

    private record FinalWord(Instant at, Instant names) {}

    static final class Resource {
        String label;
        String product;
        String mode;
        String phase = "ACTIVE";
        Instant phaseSince;
        Instant payAsYouGoSince;
        Instant expiresAt;
        boolean held;
        boolean autoRenew;
        Instant autoSince;
        Period autoPeriod;
        long autoPrice;
        final List<Move> moves = new ArrayList<>();
        final List<String> done = new ArrayList<>();

        // The episode, from its clock's start on.
        NaiveTerms terms;
        Instant end;
        Instant armedAt;
        int graceExtension;
        Instant scheduled;
        final List<FinalWord> finalWords = new ArrayList<>();

        boolean is(String... phases) {
            return List.of(phases).contains(phase);
        }
    }

    static final class Threshold {
        long value;
        boolean fired;
        boolean repeating;
        int told;
        Instant last;
    }

    final ZoneId zone;
    Instant now;
    String tier;
    long cash;
    long creditLimit;
    long creditUsed;
    String card = "NONE";
    boolean spell;
    private boolean overdueToTell;
    boolean alertOn;
    int alertRepeats = 3;
    List<Threshold> thresholds = new ArrayList<>();
    final List<Coupon> coupons = new ArrayList<>();
    final List<Bill> bills = new ArrayList<>();
    final List<Resource> resources = new ArrayList<>();
    private List<Told> told = new ArrayList<>();

    NaiveAccount(ZoneId zone, Instant now, String tier, long creditLimit) {
        this.zone = zone;
        this.now = now;
        this.tier = tier;
        this.creditLimit = creditLimit;
    }

    /** Takes one step; what is due by then is carried out first. */
    View take(Step.Timed timed) {
        told = new ArrayList<>();
        advance(timed.at());
        Refused refused;
        try {
            act(timed.step());
            refused = Refused.NOT;
        } catch (Refusal refusal) {
            refused = refusal.refused;
        }
        return view(refused);
    }

    /** Every instant after this one at which, as things stand, something could happen. */
    List<Instant> instantsAhead() {
        List<Instant> instants = new ArrayList<>();
        for (Coupon coupon : coupons) {
            instants.add(coupon.from);
            if (coupon.until != null) {
                instants.add(coupon.until);
            }
        }
        for (Bill bill : bills) {
            if (bill.status.equals("OPEN")) {
                instants.add(bill.dueAt);
            } else if (bill.status.equals("OVERDUE")) {
                instants.add(after(bill.dueAt, 7));
                instants.add(after(bill.dueAt, 14));
            }
        }
        for (Resource resource : resources) {
            addWithDaysBefore(instants, resource.expiresAt);
            addWithDaysBefore(instants, resource.end);
            addWithDaysBefore(instants, resource.scheduled);
            if (releaseAt(resource) != null) {
                instants.add(releaseAt(resource));
            }
        }
        for (Threshold threshold : thresholds) {
            if (threshold.last != null) {
                instants.add(threshold.last.plus(Duration.ofHours(24)));
            }
        }
        return instants.stream().filter(instant -> instant.isAfter(now)).toList();
    }

    private void addWithDaysBefore(List<Instant> instants, Instant instant) {
        if (instant != null) {
            instants.add(instant);
            DAYS_BEFORE.forEach(days -> instants.add(after(instant, -days)));
        }
    }

    private void advance(Instant to) {
        while (true) {
            Instant next = instantsAhead().stream()
                    .filter(instant -> !instant.isAfter(to))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (next == null) {
                now = to;
                return;
            }
            now = next;
            carryOut();
        }
    }

    /** T5: all that is due at this very instant, in its order. */
    private void carryOut() {
        couponsEnd();
        collect(bill -> false);
        packagesEnd();
        expiries();
        phasesEnd();
        balanceAlert();
        reminders();
    }

    private void couponsEnd() {
        for (Coupon coupon : coupons) {
            if (coupon.until != null && !coupon.until.isAfter(now)) {
                coupon.ended = true;
                coupon.left = 0;
            }
        }
    }

    // F1, F3

    private void collect(Predicate<Bill> tryCard) {
        List<Bill> inOrder = new ArrayList<>(bills);
        inOrder.sort(Comparator.comparing(bill -> bill.dueAt));
        for (Bill bill : inOrder) {
            boolean newlyDue = bill.status.equals("OPEN") && !bill.dueAt.isAfter(now);
            if (!newlyDue && !bill.status.equals("OVERDUE")) {
                continue;
            }
            takeFunds(bill.product, bill.outstanding).forEach(part -> pay(bill, part));
            boolean again = now.equals(after(bill.dueAt, 7)) || now.equals(after(bill.dueAt, 14));
            boolean retry = again && !bill.cardTried.contains(now);
            if (again) {
                bill.cardTried.add(now);
            }
            if (bill.outstanding > 0 && (newlyDue || retry || tryCard.test(bill))) {
                chargeCard(bill);
            }
            bill.status = bill.outstanding == 0 ? "PAID" : "OVERDUE";
            arrearsBeginOrEnd();
        }
        arrearsBeginOrEnd();
    }

    private void pay(Bill bill, Part part) {
        bill.paid.add(part);
        bill.outstanding -= part.amount();
    }

    private boolean chargeCard(Bill bill) {
        if (card.equals("NONE")) {
            return false;
        }
        if (card.equals("DECLINED")) {
            tell("PAYMENT_FAILED");
            return false;
        }
        bill.outstanding = 0;
        tell("PAYMENT_RECEIVED");
        return true;
    }

    /** Takes what there is for this product, at most the amount: coupons, then cash, then credit. */
    private List<Part> takeFunds(String product, long amount) {
        List<Part> parts = new ArrayList<>();
        long rest = amount;
        List<Coupon> inOrder = new ArrayList<>(coupons);
        inOrder.sort(Comparator.comparing((Coupon coupon) -> coupon.product == null)
                .thenComparing(coupon -> coupon.until == null ? Instant.MAX : coupon.until));
        for (Coupon coupon : inOrder) {
            boolean fits = coupon.product == null || coupon.product.equals(product);
            long taken = fits && inForce(coupon) ? Math.min(rest, coupon.left) : 0;
            if (taken > 0) {
                coupon.left -= taken;
                rest -= taken;
                parts.add(new Part(coupon, false, taken));
            }
        }
        long fromCash = Math.min(rest, cash);
        if (fromCash > 0) {
            cash -= fromCash;
            rest -= fromCash;
            parts.add(new Part(null, false, fromCash));
        }
        long fromCredit = Math.min(rest, Math.max(0, creditLimit - creditUsed));
        if (fromCredit > 0) {
            creditUsed += fromCredit;
            parts.add(new Part(null, true, fromCredit));
        }
        return parts;
    }

    private void giveBack(Part part) {
        if (part.coupon() != null) {
            if (!part.coupon().ended) {
                part.coupon().left += part.amount();
            }
        } else if (part.credit()) {
            long lessUsed = Math.min(part.amount(), creditUsed);
            creditUsed -= lessUsed;
            cash += part.amount() - lessUsed;
        } else {
            cash += part.amount();
        }
    }

    private boolean inForce(Coupon coupon) {
        return !coupon.ended && !coupon.from.isAfter(now) && (coupon.until == null || coupon.until.isAfter(now));
    }

    /** Pays a price as a bill is paid, wholly or not at all. */
    private boolean paidAtOnce(Resource resource, long price) {
        List<Part> parts = takeFunds(resource.product, price);
        long missing = price - parts.stream().mapToLong(Part::amount).sum();
        if (missing == 0) {
            return true;
        }
        if (card.equals("OK")) {
            tell("PAYMENT_RECEIVED", resource);
            return true;
        }
        parts.forEach(this::giveBack);
        return false;
    }

    // R1, R4, R7

    long arrears() {
        return bills.stream()
                .filter(bill -> bill.status.equals("OVERDUE"))
                .mapToLong(bill -> bill.outstanding)
                .sum();
    }

    private Instant arrearsSince() {
        return bills.stream()
                .filter(bill -> bill.status.equals("OVERDUE"))
                .map(bill -> bill.dueAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private void arrearsBeginOrEnd() {
        if (arrears() == 0) {
            if (spell) {
                spell = false;
                overdueToTell = false;
                for (Resource resource : resources) {
                    if (resource.mode.equals("PAY_AS_YOU_GO") && resource.is("GRACE", "RETENTION")) {
                        move(resource, "ACTIVE");
                        tell("RESTORED", resource);
                    }
                }
            }
            return;
        }
        if (!spell) {
            spell = true;
            overdueToTell = true;
            return;
        }
        for (Resource resource : resources) {
            if (resource.mode.equals("PAY_AS_YOU_GO") && resource.is("GRACE")) {
                Instant later = after(clock(resource), resource.terms.grace().plusDays(resource.graceExtension));
                if (later.isAfter(resource.end)) {
                    resource.end = later;
                    resource.armedAt = now;
                }
            }
        }
    }

    private List<Resource> payAsYouGo() {
        return resources.stream()
                .filter(resource -> resource.mode.equals("PAY_AS_YOU_GO") && !resource.is("RELEASED"))
                .toList();
    }

    private Instant clock(Resource resource) {
        Instant since = arrearsSince();
        return since.isAfter(resource.payAsYouGoSince) ? since : resource.payAsYouGoSince;
    }

    private void begin(Resource resource, Instant clock) {
        resource.terms = NaiveTerms.of(resource.product, resource.mode, tier);
        resource.graceExtension = 0;
        resource.finalWords.clear();
        if (resource.terms.grace().isZero()) {
            suspend(resource, clock);
        } else {
            move(resource, "GRACE");
            resource.end = after(clock, resource.terms.grace());
        }
    }

    private void suspend(Resource resource, Instant at) {
        move(resource, "RETENTION");
        Period retention = resource.terms.retention();
        resource.end = retention == null ? null : after(at, retention);
        tell("SUSPENDED", resource);
    }

    private void move(Resource resource, String to) {
        resource.moves.add(new Move(resource.phase, to, now));
        resource.phase = to;
        resource.phaseSince = now;
        resource.armedAt = null;
        resource.done.removeIf(what -> what.contains("REMINDER"));
        if (to.equals("ACTIVE") || to.equals("RELEASED")) {
            resource.terms = null;
            resource.end = null;
            resource.scheduled = null;
            resource.finalWords.clear();
        }
    }

    // R2, R3, R12

    private void packagesEnd() {
        for (Resource resource : resources) {
            if (resource.mode.equals("PACKAGE") && resource.is("ACTIVE") && !resource.expiresAt.isAfter(now)) {
                resource.mode = "PAY_AS_YOU_GO";
                resource.payAsYouGoSince = now;
                resource.expiresAt = null;
                tell("PACKAGE_EXPIRED", resource);
            }
        }
    }

    private void expiries() {
        for (Resource resource : resources) {
            if (!resource.mode.equals("SUBSCRIPTION") || !resource.is("ACTIVE")) {
                continue;
            }
            autoRenew(resource);
            if (!resource.expiresAt.isAfter(now)) {
                tell("EXPIRED", resource);
                begin(resource, resource.expiresAt);
            }
        }
    }

    private void autoRenew(Resource resource) {
        if (!resource.autoRenew) {
            return;
        }
        for (int days : List.of(7, 3, 1, 0)) {
            String attempt = "renew " + days + " before " + resource.expiresAt;
            Instant at = after(resource.expiresAt, -days);
            if (at.equals(now) && at.isAfter(resource.autoSince) && !resource.done.contains(attempt)) {
                resource.done.add(attempt);
                if (arrears() == 0 && paidAtOnce(resource, resource.autoPrice)) {
                    resource.expiresAt = after(resource.expiresAt, resource.autoPeriod);
                    resource.autoSince = now;
                    resource.armedAt = null;
                    tell("RENEWED", resource);
                } else {
                    tell("PAYMENT_FAILED", resource);
                }
                return;
            }
        }
    }

    // R5, R6

    private Instant releaseAt(Resource resource) {
        Instant planned = planned(resource);
        if (planned == null || resource.held) {
            return null;
        }
        Instant earliest = null;
        for (FinalWord word : resource.finalWords) {
            Instant allowed = latest(planned, latest(word.names(), after(word.at(), LEAD)));
            if (earliest == null || allowed.isBefore(earliest)) {
                earliest = allowed;
            }
        }
        return earliest;
    }

    private boolean due(Resource resource) {
        return planned(resource) != null && !planned(resource).isAfter(now);
    }

    private static Instant planned(Resource resource) {
        if (!resource.is("RETENTION")) {
            return null;
        }
        return resource.scheduled != null ? resource.scheduled : resource.end;
    }

    private void phasesEnd() {
        if (overdueToTell) {
            overdueToTell = false;
            tell("OVERDUE");
            payAsYouGo().forEach(resource -> tell("OVERDUE", resource));
        }
        for (Resource resource : payAsYouGo()) {
            if (spell && resource.is("ACTIVE")) {
                begin(resource, clock(resource));
            }
        }
        for (Resource resource : resources) {
            if (resource.is("GRACE") && !resource.end.isAfter(now)) {
                suspend(resource, resource.end);
            }
            Instant release = releaseAt(resource);
            if (release != null && !release.isAfter(now)) {
                move(resource, "RELEASED");
                tell("RELEASED", resource);
            }
            if (resource.held && resource.scheduled != null && !resource.scheduled.isAfter(now)) {
                resource.scheduled = null;
            }
        }
    }

    private void reminders() {
        for (Resource resource : resources) {
            if (resource.is("ACTIVE") && !resource.mode.equals("PAY_AS_YOU_GO")) {
                remind(resource, "EXPIRY_REMINDER", resource.expiresAt);
            } else if (resource.is("GRACE")) {
                remind(resource, "SUSPENSION_REMINDER", resource.end);
            } else if (planned(resource) != null) {
                remind(resource, "RELEASE_REMINDER", planned(resource));
            }
        }
    }

    private void remind(Resource resource, String stage, Instant end) {
        for (int days : DAYS_BEFORE) {
            String reminder = stage + " " + days + " before " + end + " since " + resource.phaseSince;
            Instant at = after(end, -days);
            boolean armed = resource.armedAt == null || at.isAfter(resource.armedAt);
            if (at.equals(now) && armed && !at.isBefore(resource.phaseSince) && !resource.done.contains(reminder)) {
                resource.done.add(reminder);
                tell(stage, resource);
                if (stage.equals("RELEASE_REMINDER")) {
                    resource.finalWords.add(new FinalWord(now, end));
                }
            }
        }
    }

    // B1, B2, B3

    private void balanceAlert() {
        if (!alertOn) {
            return;
        }
        long available = view(Refused.NOT).standing().availableFunds();
        if (arrears() > 0) {
            thresholds.forEach(threshold -> threshold.repeating = false);
            return;
        }
        boolean low = false;
        boolean recovered = false;
        Threshold lowestFiring = null;
        for (Threshold threshold : thresholds) {
            if (available >= threshold.value) {
                recovered |= threshold.fired;
                threshold.fired = false;
                threshold.repeating = false;
            } else if (!threshold.fired) {
                threshold.fired = true;
                threshold.repeating = alertRepeats > 1;
                threshold.told = 1;
                threshold.last = now;
                low = true;
                if (lowestFiring == null || threshold.value < lowestFiring.value) {
                    lowestFiring = threshold;
                }
            }
        }
        for (Threshold threshold : thresholds) {
            if (lowestFiring != null && threshold.value > lowestFiring.value) {
                threshold.repeating = false;
            }
            if (threshold.repeating
                    && threshold.told < alertRepeats
                    && threshold.last.plus(Duration.ofHours(24)).equals(now)) {
                threshold.told++;
                threshold.repeating = threshold.told < alertRepeats;
                threshold.last = now;
                low = true;
            }
        }
        if (low) {
            tell("BALANCE_LOW");
        }
        if (recovered) {
            tell("BALANCE_RECOVERED");
        }
    }

    // What is done to the account

    private void act(Step step) {
        switch (step) {
            case Step.Wait wait -> {}
            case Step.RecordBill record -> {
                if (record.dueAt().isAfter(now)) {
                    tell("BILL_ISSUED");
                }
                record(record.label(), record.product(), record.amount(), latest(record.dueAt(), now));
            }
            case Step.TopUp topUp -> topUp(topUp.amount());
            case Step.GrantCoupon grant -> {
                Coupon coupon = new Coupon();
                coupon.product = grant.product();
                coupon.left = grant.amount();
                coupon.from = grant.from() == null ? now : grant.from();
                coupon.until = grant.until();
                coupons.add(coupon);
            }
            case Step.PutCard put -> {
                card = put.good() ? "OK" : "DECLINED";
                collect(bill -> true);
            }
            case Step.Correct correct -> correct(correct.label(), correct.amount());
            case Step.PayNow pay -> payNow(bill(pay.bill()), pay.byCard());
            case Step.VoidBill voiding -> {
                Bill bill = bill(voiding.bill());
                refuseUnless(List.of("OPEN", "OVERDUE", "DISPUTED").contains(bill.status), 409, "");
                cancel(bill);
            }
            case Step.Dispute dispute -> {
                Bill bill = bill(dispute.bill());
                refuseUnless(List.of("OPEN", "OVERDUE").contains(bill.status), 409, "");
                bill.status = "DISPUTED";
            }
            case Step.CloseDispute close -> {
                Bill bill = bill(close.bill());
                refuseUnless(bill.status.equals("DISPUTED"), 409, "");
                if (close.forCustomer()) {
                    cancel(bill);
                } else {
                    bill.status = "OPEN";
                    bill.dueAt = now;
                }
            }
            case Step.Register register -> register(register);
            case Step.Renew renew -> renew(resource(renew.resource()), renew.period(), renew.price());
            case Step.AutoRenew order -> {
                Resource resource = resource(order.resource());
                refuseUnless(!resource.is("RELEASED"), 409, "");
                refuseUnless(resource.mode.equals("SUBSCRIPTION"), 409, "");
                resource.autoRenew = order.enabled();
                resource.autoSince = now;
                resource.autoPeriod = order.period();
                resource.autoPrice = order.price();
            }
            case Step.ChangeMode change -> changeMode(resource(change.resource()), change);
            case Step.Extend extend -> extend(resource(extend.resource()), extend.days());
            case Step.Hold hold -> {
                refuseUnless(!resource(hold.resource()).is("RELEASED") && !resource(hold.resource()).held, 409, "");
                resource(hold.resource()).held = true;
            }
            case Step.LiftHold lift -> liftHold(resource(lift.resource()));
            case Step.ScheduleRelease schedule -> {
                Resource resource = resource(schedule.resource());
                refuseUnless(resource.is("RETENTION") && resource.terms.retention() == null, 409, "");
                refuseUnless(!schedule.at().isBefore(after(now, LEAD)), 422, "");
                resource.scheduled = schedule.at();
                resource.armedAt = now;
                announceRelease(resource, schedule.at());
            }
            case Step.CancelRelease cancel -> {
                refuseUnless(resource(cancel.resource()).scheduled != null, 409, "");
                resource(cancel.resource()).scheduled = null;
            }
            case Step.ReleaseByHand release -> {
                refuseUnless(
                        resource(release.resource()).is("RETENTION") && due(resource(release.resource())), 409, "");
                move(resource(release.resource()), "RELEASED");
                tell("RELEASED", resource(release.resource()));
            }
            case Step.Delete delete -> {
                refuseUnless(resource(delete.resource()).is("ACTIVE", "GRACE"), 409, "");
                move(resource(delete.resource()), "RELEASED");
            }
            case Step.SetTier set -> tier = set.tier();
            case Step.SetCreditLimit set -> creditLimit = set.limit();
            case Step.SetAlert alert -> setAlert(alert);
        }
        carryOut();
    }

    private void record(String label, String product, long amount, Instant dueAt) {
        Bill bill = new Bill();
        bill.label = label;
        bill.product = product;
        bill.outstanding = amount;
        bill.dueAt = dueAt;
        bills.add(bill);
    }

    private void topUp(long amount) {
        cash += amount;
        tell("PAYMENT_RECEIVED");
        collect(bill -> false);
        long repaid = Math.min(creditUsed, Math.min(amount, cash));
        creditUsed -= repaid;
        cash -= repaid;
    }

    private void correct(String label, long amount) {
        if (cash + amount >= 0) {
            cash += amount;
        } else {
            long missing = -(cash + amount);
            cash = 0;
            record(label, null, missing, now);
        }
    }

    private void payNow(Bill bill, boolean byCard) {
        refuseUnless(List.of("OPEN", "OVERDUE").contains(bill.status), 409, "");
        if (byCard) {
            refuseUnless(chargeCard(bill), 402, "CARD_DECLINED");
        } else {
            List<Part> parts = takeFunds(bill.product, bill.outstanding);
            refuseUnless(!parts.isEmpty(), 402, "INSUFFICIENT_FUNDS");
            parts.forEach(part -> pay(bill, part));
        }
        if (bill.outstanding == 0) {
            bill.status = "PAID";
        }
    }

    private void cancel(Bill bill) {
        bill.status = "VOID";
        bill.outstanding = 0;
        bill.paid.forEach(this::giveBack);
        bill.paid.clear();
    }

    private void register(Step.Register register) {
        boolean expires = !register.mode().equals("PAY_AS_YOU_GO");
        refuseUnless(
                !expires || register.expiresAt() != null && register.expiresAt().isAfter(now), 422, "");
        refuseUnless(arrears() == 0, 409, "ACCOUNT_IN_ARREARS");
        Resource resource = new Resource();
        resource.label = register.label();
        resource.product = register.product();
        resource.mode = register.mode();
        resource.phaseSince = now;
        resource.payAsYouGoSince = expires ? null : now;
        resource.expiresAt = expires ? register.expiresAt() : null;
        resource.moves.add(new Move(null, "ACTIVE", now));
        resources.add(resource);
    }

    private void renew(Resource resource, Period period, long price) {
        refuseUnless(!resource.is("RELEASED"), 409, "");
        refuseUnless(arrears() == 0, 409, "ACCOUNT_IN_ARREARS");
        refuseUnless(!resource.mode.equals("PAY_AS_YOU_GO"), 409, "");
        Instant expiresAt = after(resource.expiresAt, period);
        int months = 1;
        while (!after(resource.expiresAt, Period.ofMonths(months)).isAfter(now)) {
            months++;
        }
        refuseUnless(expiresAt.isAfter(now), 422, "RENEWAL_TOO_SHORT P" + months + "M");
        refuseUnless(paidAtOnce(resource, price), 402, "INSUFFICIENT_FUNDS");
        resource.expiresAt = expiresAt;
        resource.autoSince = now;
        if (!resource.is("ACTIVE")) {
            move(resource, "ACTIVE");
        }
        resource.armedAt = null;
        tell("RENEWED", resource);
    }

    private void changeMode(Resource resource, Step.ChangeMode change) {
        refuseUnless(!resource.is("RELEASED"), 409, "");
        refuseUnless(arrears() == 0, 409, "ACCOUNT_IN_ARREARS");
        refuseUnless(resource.mode.equals("PAY_AS_YOU_GO"), 409, "");
        refuseUnless(change.expiresAt().isAfter(now), 422, "");
        refuseUnless(paidAtOnce(resource, change.price()), 402, "INSUFFICIENT_FUNDS");
        resource.mode = change.mode();
        resource.expiresAt = change.expiresAt();
        resource.armedAt = null;
        resource.payAsYouGoSince = null;
    }

    private void extend(Resource resource, int days) {
        refuseUnless(resource.is("GRACE", "RETENTION") && resource.end != null, 409, "");
        refuseUnless(days > 0, 422, "");
        Instant end = after(resource.end, days);
        refuseUnless(end.isAfter(now), 422, "");
        if (resource.is("GRACE")) {
            resource.graceExtension += days;
        }
        resource.end = end;
        resource.armedAt = now;
    }

    private void liftHold(Resource resource) {
        refuseUnless(!resource.is("RELEASED") && resource.held, 409, "");
        resource.held = false;
        resource.finalWords.clear();
        if (planned(resource) != null) {
            announceRelease(resource, latest(planned(resource), after(now, LEAD)));
        }
    }

    private void announceRelease(Resource resource, Instant at) {
        tell("RELEASE_REMINDER", resource);
        resource.finalWords.add(new FinalWord(now, at));
    }

    private void setAlert(Step.SetAlert alert) {
        List<Threshold> kept = new ArrayList<>();
        for (long value : alert.thresholds()) {
            Threshold threshold = thresholds.stream()
                    .filter(old -> alertOn && alert.enabled() && old.value == value)
                    .findFirst()
                    .orElseGet(Threshold::new);
            threshold.value = value;
            kept.add(threshold);
        }
        thresholds = kept;
        alertOn = alert.enabled();
        alertRepeats = alert.repeats();
    }

    // Looking up

    Bill bill(String label) {
        return bills.stream()
                .filter(bill -> bill.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new Refusal(new Refused(404, "")));
    }

    Resource resource(String label) {
        return resources.stream()
                .filter(resource -> resource.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new Refusal(new Refused(404, "")));
    }

    private View view(Refused refused) {
        long general = 0;
        long product = 0;
        for (Coupon coupon : coupons) {
            if (inForce(coupon)) {
                general += coupon.product == null ? coupon.left : 0;
                product += coupon.product == null ? 0 : coupon.left;
            }
        }
        long quota = cash + creditLimit - creditUsed - arrears();
        return new View(
                new View.Standing(
                        cash,
                        creditLimit,
                        creditUsed,
                        quota,
                        general,
                        product,
                        quota + general + product,
                        arrears(),
                        arrearsSince()),
                bills.stream()
                        .map(bill -> new View.BillView(bill.label, bill.status, bill.outstanding, bill.dueAt))
                        .toList(),
                resources.stream().map(this::view).toList(),
                View.together(told),
                refused);
    }

    private View.ResourceView view(Resource resource) {
        String nextPhase = null;
        Instant nextAt = null;
        if (resource.is("ACTIVE") && resource.mode.equals("SUBSCRIPTION")) {
            boolean noGrace =
                    NaiveTerms.of(resource.product, resource.mode, tier).grace().isZero();
            nextPhase = noGrace ? "RETENTION" : "GRACE";
            nextAt = resource.expiresAt;
        } else if (resource.is("GRACE")) {
            nextPhase = "RETENTION";
            nextAt = resource.end;
        } else if (releaseAt(resource) != null) {
            nextPhase = "RELEASED";
            nextAt = releaseAt(resource);
        } else if (planned(resource) != null && !resource.held && !due(resource)) {
            nextPhase = "RELEASED";
            nextAt = planned(resource);
        }
        return new View.ResourceView(
                resource.label,
                resource.mode,
                resource.phase,
                resource.phaseSince,
                nextPhase,
                nextAt,
                List.copyOf(resource.moves));
    }

    private void tell(String stage, Resource... about) {
        TreeSet<String> labels = new TreeSet<>();
        for (Resource resource : about) {
            labels.add(resource.label);
        }
        told.add(new Told(stage, now, labels));
    }

    private Instant after(Instant instant, int days) {
        return after(instant, Period.ofDays(days));
    }

    private Instant after(Instant instant, Period period) {
        return instant.atZone(zone).plus(period).toInstant();
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static void refuseUnless(boolean allowed, int status, String code) {
        if (!allowed) {
            throw new Refusal(new Refused(status, code));
        }
    }

    private static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Refused refused;

        Refusal(Refused refused) {
            super(Objects.toString(refused), null, false, false);
            this.refused = refused;
        }
    }
}
