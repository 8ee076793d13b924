package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.account.Threshold;
import io.tideover.lifecycle.notice.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** B1 to B3: thresholds fire, repeat, fall silent and are armed again. */
final class BalanceAlerts implements Rule {

    private static final Duration REPEAT_EVERY = Duration.ofHours(24);

    @Override
    public void apply(Run run, Instant at) {
        BalanceAlert alert = run.state().alert();
        if (!alert.enabled()) {
            return;
        }
        if (run.account().inArrears()) {
            // B3: overdue notices say it; repeats that were left are dropped
            alert.thresholds().forEach(threshold -> alert.replace(threshold.silenced()));
            return;
        }
        Money funds = run.state().availableFunds(at);
        recover(run, alert, funds, at);
        fire(run, alert, funds, at);
    }

    private static void recover(Run run, BalanceAlert alert, Money funds, Instant at) {
        Threshold highest = null;
        for (Threshold threshold : alert.thresholds()) {
            if (threshold.fired() && !funds.isLessThan(threshold.amount())) {
                alert.replace(Threshold.armed(threshold.amount()));
                highest = threshold;
            }
        }
        if (highest != null) {
            tell(run, Stage.BALANCE_RECOVERED, highest.amount(), funds, at);
        }
    }

    /** One BALANCE_LOW per instant, naming the lowest threshold crossed or due to be repeated (B2). */
    private static void fire(Run run, BalanceAlert alert, Money funds, Instant at) {
        List<Threshold> speaking = new ArrayList<>();
        @Nullable Money lowestFired = null;
        for (Threshold threshold : alert.thresholds()) {
            Instant repeat = threshold.nextRepeatAt();
            if (!funds.isLessThan(threshold.amount())) {
                continue;
            }
            if (!threshold.fired()) {
                speaking.add(threshold);
                lowestFired = lowestFired == null ? threshold.amount() : lowestFired;
            } else if (repeat != null && !repeat.isAfter(at)) {
                speaking.add(threshold);
            }
        }
        if (speaking.isEmpty()) {
            return;
        }
        Money named = speaking.getFirst().amount();
        for (Threshold threshold : speaking) {
            int sent = threshold.fired() ? threshold.sent() + 1 : 1;
            @Nullable Instant next = sent < alert.repeats() ? at.plus(REPEAT_EVERY) : null;
            alert.replace(new Threshold(threshold.amount(), true, sent, next));
        }
        if (lowestFired != null) {
            // a lower one firing ends the repeats of the higher ones
            for (Threshold threshold : alert.thresholds()) {
                if (threshold.amount().isGreaterThan(lowestFired)) {
                    alert.replace(threshold.silenced());
                }
            }
        }
        tell(run, Stage.BALANCE_LOW, named, funds, at);
    }

    private static void tell(Run run, Stage stage, Money threshold, Money funds, Instant at) {
        run.notices()
                .of(stage, at, "threshold:" + threshold.getAmount().toPlainString())
                .fact("threshold", threshold)
                .fact("amount", funds);
    }

    @Override
    public Instant next(AccountState state) {
        if (!state.alert().enabled() || state.account().inArrears()) {
            return NEVER;
        }
        Instant repeat = state.alert().nextRepeatAt();
        return repeat == null ? NEVER : repeat;
    }
}
