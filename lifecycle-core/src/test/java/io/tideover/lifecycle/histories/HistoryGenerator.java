package io.tideover.lifecycle.histories;

import io.tideover.lifecycle.histories.NaiveAccount.Bill;
import io.tideover.lifecycle.histories.NaiveAccount.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws histories from a seed. It lets the naive account live along, so that steps meet bills and resources that are there, and the
 * clock lands on instants at which something falls due more often than chance would have it.
 */
final class HistoryGenerator {

    private static final List<String> ZONES = List.of("Asia/Shanghai", "America/New_York", "Europe/Berlin");
    private static final List<String> PRODUCTS = List.of("maxcompute", "dws", "ecs");
    private static final List<String> MODES = List.of("PAY_AS_YOU_GO", "PAY_AS_YOU_GO", "SUBSCRIPTION", "PACKAGE");
    private static final List<Period> PERIODS = List.of(
            Period.ofMonths(1),
            Period.ofMonths(1),
            Period.ofMonths(2),
            Period.ofDays(7),
            Period.ofDays(1),
            Period.ofDays(15));

    private final long seed;
    private final RandomGenerator random;
    private final long unit;
    private final NaiveAccount account;
    private final List<Step.Timed> steps = new ArrayList<>();
    private int labels;

    private HistoryGenerator(long seed, RandomGenerator random, long unit, NaiveAccount account) {
        this.seed = seed;
        this.random = random;
        this.unit = unit;
        this.account = account;
    }

    static History history(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        ZoneId zone = ZoneId.of(one(random, ZONES));
        boolean yuan = random.nextBoolean();
        Instant start = LocalDate.of(2026, 1, 1)
                .plusDays(random.nextInt(365))
                .atTime(random.nextInt(24), random.nextInt(60))
                .atZone(zone)
                .toInstant();
        String tier = random.nextInt(3) == 0 ? null : "V" + random.nextInt(6);
        long unit = yuan ? 1000 : 500;
        long limit = random.nextInt(3) == 0 ? unit * random.nextInt(10) : 0;
        HistoryGenerator generator =
                new HistoryGenerator(seed, random, unit, new NaiveAccount(zone, start, tier, limit));
        generator.draw(10 + random.nextInt(51));
        return new History(seed, zone, yuan ? "CNY" : "JPY", start, tier, limit, List.copyOf(generator.steps));
    }

    private void draw(int count) {
        for (int resource = random.nextInt(4); resource >= 0; resource--) {
            take(account.now, register(account.now));
        }
        if (random.nextInt(2) == 0) {
            take(account.now, setAlert());
        }
        if (random.nextInt(2) == 0) {
            take(account.now, new Step.TopUp(amount(30)));
        }
        while (steps.size() < count) {
            Instant at = nextInstant();
            take(at, step(at));
        }
        take(account.now.plus(Duration.ofDays(random.nextInt(60))), new Step.Wait());
    }

    private void take(Instant at, Step step) {
        Step.Timed timed = new Step.Timed(at, step);
        steps.add(timed);
        account.take(timed);
    }

    private Instant nextInstant() {
        int kind = random.nextInt(100);
        if (kind < 15) {
            return account.now;
        }
        if (kind < 25) {
            return account.now.plus(Duration.ofMinutes(random.nextInt(1, 600)));
        }
        if (kind < 40) {
            return days(account.now, random.nextInt(1, 5));
        }
        if (kind < 50) {
            return days(account.now, random.nextInt(5, 20)).plus(Duration.ofMinutes(random.nextInt(1440)));
        }
        if (kind < 53) {
            return account.now
                    .atZone(account.zone)
                    .plusMonths(random.nextInt(1, 4))
                    .toInstant();
        }
        Instant ahead = ahead();
        if (ahead == null) {
            return days(account.now, random.nextInt(1, 10));
        }
        return kind < 93 ? ahead : later(account.now, ahead.plusNanos(kind < 97 ? -1_000 : 1_000));
    }

    /** One of the next instants at which something may happen, or null where there is none. */
    private Instant ahead() {
        List<Instant> instants =
                account.instantsAhead().stream().sorted().distinct().toList();
        return instants.isEmpty() ? null : instants.get(random.nextInt(Math.min(4, instants.size())));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** An instant from now on, often one that matters otherwise as well. */
    private Instant future(int mostDays) {
        Instant ahead = ahead();
        if (ahead != null && random.nextInt(4) == 0) {
            return ahead;
        }
        Instant day = days(account.now, random.nextInt(1, mostDays));
        return random.nextInt(3) == 0 ? day.plus(Duration.ofMinutes(random.nextInt(1440))) : day;
    }

    private Instant days(Instant from, int days) {
        return from.atZone(account.zone).plusDays(days).toInstant();
    }

    private long amount(int most) {
        long amount = unit * random.nextInt(1, most);
        return random.nextInt(5) == 0 ? amount + random.nextInt(1, 100) : amount;
    }

    private String label(String kind) {
        return kind + ++labels;
    }

    private Step step(Instant at) {
        int kind = random.nextInt(100);
        if (kind < 20) {
            return recordBill(at);
        }
        if (kind < 30) {
            return new Step.TopUp(settling());
        }
        if (kind < 37) {
            return grantCoupon(at);
        }
        if (kind < 40) {
            return new Step.PutCard(random.nextBoolean());
        }
        if (kind < 44) {
            return new Step.Correct(label("correction"), random.nextInt(3) == 0 ? amount(10) : -amount(10));
        }
        if (kind < 48) {
            return new Step.SetCreditLimit(unit * random.nextInt(12));
        }
        if (kind < 50) {
            return new Step.SetTier("V" + random.nextInt(6));
        }
        if (kind < 53) {
            return setAlert();
        }
        if (kind < 56) {
            return register(at);
        }
        if (kind < 68) {
            return onBill();
        }
        return kind < 93 ? onResource(at) : new Step.Wait();
    }

    private Step recordBill(Instant at) {
        int when = random.nextInt(10);
        Instant dueAt = when < 3 ? at : when < 4 ? days(at, -random.nextInt(1, 30)) : future(20);
        return new Step.RecordBill(label("bill"), one(random, PRODUCTS), amount(12), dueAt);
    }

    /** Often exactly what is owed, so that arrears end. */
    private long settling() {
        long owed = account.arrears();
        return owed > 0 && random.nextInt(3) == 0 ? owed + (random.nextBoolean() ? 0 : amount(5)) : amount(14);
    }

    private Step grantCoupon(Instant at) {
        Instant from = random.nextInt(2) == 0 ? null : random.nextInt(4) == 0 ? days(at, -1) : later(at, future(10));
        Instant until =
                random.nextInt(3) == 0 ? null : days(from == null ? at : later(from, at), random.nextInt(1, 20));
        return new Step.GrantCoupon(random.nextBoolean() ? one(random, PRODUCTS) : null, amount(10), from, until);
    }

    private Step setAlert() {
        List<Long> thresholds = new ArrayList<>();
        for (int count = random.nextInt(1, 4); count > 0; count--) {
            long threshold = unit * random.nextInt(1, 12);
            if (!thresholds.contains(threshold)) {
                thresholds.add(threshold);
            }
        }
        return new Step.SetAlert(random.nextInt(6) > 0, thresholds, random.nextInt(3) == 0 ? random.nextInt(1, 5) : 3);
    }

    private Step register(Instant at) {
        String mode = one(random, MODES);
        Instant expiresAt = mode.equals("PAY_AS_YOU_GO") ? null : later(at.plusSeconds(60), expiry(at));
        return new Step.Register(label("resource"), one(random, PRODUCTS), mode, expiresAt);
    }

    private Instant expiry(Instant at) {
        return random.nextInt(5) == 0 ? days(at, one(random, List.of(1, 3, 7))) : later(at, future(40));
    }

    private Step onBill() {
        List<Bill> settled = new ArrayList<>();
        List<Bill> unsettled = new ArrayList<>();
        for (Bill bill : account.bills) {
            (List.of("PAID", "VOID").contains(bill.status) ? settled : unsettled).add(bill);
        }
        boolean late = unsettled.isEmpty() || !settled.isEmpty() && random.nextInt(12) == 0;
        if (late && settled.isEmpty()) {
            return new Step.Wait();
        }
        Bill bill = one(random, late ? settled : unsettled);
        boolean disputed = bill.status.equals("DISPUTED");
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                disputed ? new Step.CloseDispute(bill.label, random.nextBoolean()) : new Step.Dispute(bill.label);
            case 2, 3 -> disputed ? new Step.CloseDispute(bill.label, false) : new Step.VoidBill(bill.label);
            case 4 -> new Step.VoidBill(bill.label);
            case 5 -> new Step.CloseDispute(bill.label, random.nextBoolean());
            default ->
                new Step.PayNow(bill.label, account.card.equals("OK") ? random.nextBoolean() : random.nextInt(4) == 0);
        };
    }

    private Step onResource(Instant at) {
        List<Resource> live = account.resources.stream()
                .filter(resource -> !resource.phase.equals("RELEASED"))
                .toList();
        if (live.isEmpty() || random.nextInt(30) == 0) {
            return account.resources.isEmpty() ? register(at) : anything(one(random, account.resources).label, at);
        }
        Resource resource = one(random, live);
        String label = resource.label;
        if (resource.held && random.nextInt(4) == 0) {
            return new Step.LiftHold(label);
        }
        boolean clockRuns = !resource.phase.equals("ACTIVE");
        boolean retention = resource.phase.equals("RETENTION");
        boolean openEnded = retention && resource.end == null;
        int kind = random.nextInt(20);
        if (kind < 2) {
            return anything(label, at);
        }
        if (openEnded && kind < 12) {
            return resource.scheduled != null && kind < 4
                    ? new Step.CancelRelease(label)
                    : new Step.ScheduleRelease(label, random.nextInt(5) == 0 ? days(at, 1) : later(at, future(15)));
        }
        if (kind < 5) {
            return new Step.Hold(label);
        }
        if (clockRuns && kind < 11) {
            boolean stuck = resource.held && retention && resource.end != null && !resource.end.isAfter(at);
            return stuck ? new Step.ReleaseByHand(label) : new Step.Extend(label, random.nextInt(1, 8));
        }
        return switch (resource.mode) {
            case "PAY_AS_YOU_GO" ->
                kind < 13 && random.nextInt(4) == 0 ? new Step.Delete(label) : changeMode(label, at);
            case "SUBSCRIPTION" ->
                kind < 14
                        ? new Step.AutoRenew(label, random.nextInt(5) > 0, one(random, PERIODS), amount(8))
                        : new Step.Renew(label, one(random, PERIODS), amount(8));
            default -> new Step.Renew(label, one(random, PERIODS), amount(8));
        };
    }

    /** Something that may well be refused. */
    private Step anything(String label, Instant at) {
        return switch (random.nextInt(10)) {
            case 0 -> new Step.Extend(label, random.nextInt(1, 8));
            case 1 -> new Step.Hold(label);
            case 2 -> new Step.LiftHold(label);
            case 3 -> new Step.ScheduleRelease(label, later(at, future(15)));
            case 4 -> new Step.CancelRelease(label);
            case 5 -> new Step.ReleaseByHand(label);
            case 6 -> new Step.Delete(label);
            case 7 -> new Step.AutoRenew(label, random.nextInt(5) > 0, one(random, PERIODS), amount(8));
            case 8 -> changeMode(label, at);
            default -> new Step.Renew(label, one(random, PERIODS), amount(8));
        };
    }

    private Step changeMode(String label, Instant at) {
        return new Step.ChangeMode(
                label,
                random.nextBoolean() ? "PACKAGE" : "SUBSCRIPTION",
                later(at.plusSeconds(60), expiry(at)),
                amount(8));
    }

    private static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
