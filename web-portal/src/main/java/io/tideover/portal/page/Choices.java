package io.tideover.portal.page;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what a filter says. */
public final class Choices {

    private Choices() {}

    /** The constant of a name; null, which stands for all, where there is none. */
    public static <E extends Enum<E>> @Nullable E of(Class<E> type, @Nullable String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
