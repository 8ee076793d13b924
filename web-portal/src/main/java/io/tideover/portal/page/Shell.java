package io.tideover.portal.page;

import org.jspecify.annotations.Nullable;

/**
 * The frame around a page.
 *
 * @param path the page's own address, to come back to
 * @param theme {@code light}, {@code dark} or {@code auto}
 * @param visit null where nobody is signed in
 * @param unread messages not read, counted up to 100
 * @param clock the demo's simulated time, or null
 */
public record Shell(String path, String theme, @Nullable Visit visit, int unread, SimulatedTime.@Nullable Bar clock) {

    public boolean at(String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/") || path.startsWith(prefix + "?");
    }
}
