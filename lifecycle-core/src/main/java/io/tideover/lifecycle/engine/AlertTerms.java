package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.billing.Amounts;
import io.tideover.lifecycle.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a balance alert can be set to (B1, B2).
 *
 * @param repeats null: as before
 */
record AlertTerms(
        boolean enabled, List<Money> thresholds, @Nullable Integer repeats) {

    private static final int MOST_REPEATS = 10;

    /**
     * Terms out of texts.
     *
     * @throws Refusal naming what is wrong
     */
    static AlertTerms checked(
            CurrencyUnit currency, boolean enabled, @Nullable List<String> thresholds, @Nullable Integer repeats) {
        List<Money> amounts = new ArrayList<>();
        Refusal.ofAll(() -> requireTimes(repeats), () -> amounts.addAll(amounts(currency, enabled, thresholds)));
        return new AlertTerms(enabled, List.copyOf(amounts), repeats);
    }

    private static void requireTimes(@Nullable Integer repeats) {
        if (repeats != null && (repeats < 1 || repeats > MOST_REPEATS)) {
            throw Refusal.invalid("repeats", "must be between 1 and {}", MOST_REPEATS);
        }
    }

    private static List<Money> amounts(CurrencyUnit currency, boolean enabled, @Nullable List<String> thresholds) {
        List<Money> amounts = new ArrayList<>();
        for (String text : thresholds == null ? List.<String>of() : thresholds) {
            Money amount = Amounts.positive("thresholds", text, currency);
            if (amounts.contains(amount)) {
                throw Refusal.invalid(
                        "thresholds", "names {} twice", amount.getAmount().toPlainString());
            }
            amounts.add(amount);
        }
        if (amounts.size() > BalanceAlert.MOST_THRESHOLDS) {
            throw Refusal.invalid("thresholds", "has at most {} thresholds", BalanceAlert.MOST_THRESHOLDS);
        }
        if (enabled && amounts.isEmpty()) {
            throw Refusal.invalid("thresholds", "needs at least one threshold while the alert is on");
        }
        return amounts;
    }
}
