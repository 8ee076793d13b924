package io.tideover.message.template;

/** The alphabet of a plain text message: 160 characters of it are one segment; anything else makes 70 (D5). */
final class Gsm7 {

    static final int SEGMENT = 160;
    static final int WIDE_SEGMENT = 70;

    /** Where there are several, a part of each says which it is. */
    private static final int SEGMENT_OF_MANY = 153;

    private static final int WIDE_SEGMENT_OF_MANY = 67;

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /** These take the place of two. */
    private static final String EXTENDED = "^{}\\[~]|€";

    private Gsm7() {}

    static boolean covers(String text) {
        return text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENDED.indexOf(c) >= 0);
    }

    static boolean isOneSegment(String text) {
        return segments(text) == 1;
    }

    /** Messages that a text is sent as. */
    static int segments(String text) {
        return covers(text)
                ? segments(
                        text.length()
                                + (int) text.chars()
                                        .filter(c -> EXTENDED.indexOf(c) >= 0)
                                        .count(),
                        SEGMENT,
                        SEGMENT_OF_MANY)
                : segments(text.length(), WIDE_SEGMENT, WIDE_SEGMENT_OF_MANY);
    }

    private static int segments(int length, int alone, int ofMany) {
        return length <= alone ? 1 : Math.ceilDiv(length, ofMany);
    }
}
