package io.tideover.portal.page;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A share of a drawing's width, as SVG writes it. */
public final class Percent {

    private Percent() {}

    /** {@code 12.5} is {@code 12.50%}. */
    public static String of(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString() + "%";
    }
}
