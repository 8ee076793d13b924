package io.tideover.portal.page;

import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;

/**
 * An amount as somebody types it or copies it from a page: with blanks around it, with commas between thousands, which is how pages
 * group them in every language there is, and as wide as a Chinese input method writes digits and marks. What could mean two amounts
 * stays as it is, and is refused where amounts are read.
 */
public final class TypedAmount {

    private static final Pattern GROUPED = Pattern.compile("[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");
    private static final int THOUSANDTHS = 3;

    private TypedAmount() {}

    /** The digits alone, where there is no doubt about them; else what was typed, without the blanks. */
    public static String plain(String typed, CurrencyUnit currency) {
        String text = narrow(typed.strip());
        // 1,234 is a thousand and more, but for a currency of which a thousandth can be paid it might be little more
        // than one
        boolean doubtful = currency.getDecimalPlaces() >= THOUSANDTHS
                && !text.contains(".")
                && text.indexOf(',') == text.lastIndexOf(',');
        return GROUPED.matcher(text).matches() && !doubtful ? text.replace(",", "") : text;
    }

    /** Wide commas, points and digits lie in one block, in the order of the narrow ones. */
    private static String narrow(String text) {
        StringBuilder narrow = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            narrow.append(each >= '\uff0c' && each <= '\uff19' ? (char) (each - '\uff0c' + ',') : each);
        }
        return narrow.toString();
    }
}
