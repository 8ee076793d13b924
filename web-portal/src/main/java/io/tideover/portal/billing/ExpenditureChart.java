package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Accounts.Month;
import io.tideover.portal.page.Percent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;

/** Bars of expenditure by month: positions across in per cent, heights in units of the drawing. */
record ExpenditureChart(List<Bar> bars, boolean empty) {

    private static final int HEIGHT = 120;
    private static final int TOP = 24;

    /** One month's bar. */
    record Bar(
            LocalDate month, Money amount, String left, String middle, String width, int y, int height, boolean last) {}

    static ExpenditureChart of(List<Month> months) {
        BigDecimal most = months.stream()
                .map(month -> month.amount().getAmount())
                .max(BigDecimal::compareTo)
                .orElse(BigDecimal.ZERO);
        double slot = 100.0 / Math.max(1, months.size());
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < months.size(); i++) {
            Month month = months.get(i);
            int height = most.signum() <= 0
                    ? 0
                    : month.amount()
                            .getAmount()
                            .max(BigDecimal.ZERO)
                            .multiply(BigDecimal.valueOf(HEIGHT))
                            .divide(most, 0, RoundingMode.UP)
                            .intValue();
            bars.add(new Bar(
                    month.month(),
                    month.amount(),
                    Percent.of(i * slot + slot * 0.2),
                    Percent.of(i * slot + slot / 2),
                    Percent.of(slot * 0.6),
                    TOP + HEIGHT - height,
                    height,
                    i == months.size() - 1));
        }
        return new ExpenditureChart(List.copyOf(bars), most.signum() <= 0);
    }
}
