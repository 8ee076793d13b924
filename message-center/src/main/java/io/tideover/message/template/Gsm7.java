package io.tideover.message.template;

/** The alphabet of a plain text message: 160 characters of it are one segment; anything else makes 70 (D5). */
final class Gsm7 {

    static final int SEGMENT = 160;
    static final int WIDE_SEGMENT = 70;

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /** These take the place of two. */
    private static final String EXTENDED = "^{}\\[~]|€";

    private Gsm7() {}

    static boolean covers(String text) {
        return text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENDED.indexOf(c) >= 0);
    }

    static boolean isOneSegment(String text) {
        if (!covers(text)) {
            return text.length() <= WIDE_SEGMENT;
        }
        return text.length()
                        + text.chars().filter(c -> EXTENDED.indexOf(c) >= 0).count()
                <= SEGMENT;
    }
}
