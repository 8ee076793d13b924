package io.tideover.lifecycle.histories;

import java.time.Period;

/** The table of built-in policies, copied by hand from its description; retention is null where it is open-ended. */
record NaiveTerms(Period grace, Period retention) {

    static NaiveTerms of(String product, String mode, String tier) {
        if (product.equals("maxcompute") && mode.equals("SUBSCRIPTION")) {
            return days(0, 15);
        }
        if (product.equals("maxcompute") && mode.equals("PAY_AS_YOU_GO")) {
            return new NaiveTerms(Period.ofDays(15), null);
        }
        if (product.equals("dws") && mode.equals("PAY_AS_YOU_GO") && tier != null) {
            return switch (tier) {
                case "V0" -> days(0, 1);
                case "V1" -> days(0, 7);
                case "V2" -> days(0, 7);
                case "V3" -> days(1, 7);
                case "V4" -> days(7, 15);
                case "V5" -> days(7, 15);
                default -> days(15, 15);
            };
        }
        return days(15, 15);
    }

    private static NaiveTerms days(int grace, int retention) {
        return new NaiveTerms(Period.ofDays(grace), Period.ofDays(retention));
    }
}
