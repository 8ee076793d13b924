package io.tideover.portal.page;

import java.util.regex.Pattern;

/** A path of the portal to go back to; anything else, which could lead away from it, is the start page. */
public final class LocalPath {

    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[A-Za-z0-9/_.~%?&=+:,;@!-]{0,500}");

    private LocalPath() {}

    public static String of(String path) {
        return LOCAL.matcher(path).matches() ? path : "/";
    }
}
