package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tideover.lifecycle.engine.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list, as every list of the API is answered. */
record Listing<T>(
        List<T> items,

        @Nullable
        @Schema(description = "Send as `cursor` for what follows; null: this is the last part.", nullable = true)
        String nextCursor) {

    static <S, T> Listing<T> of(Page<S> page, Function<S, T> shown) {
        return new Listing<>(page.items().stream().map(shown).toList(), page.nextCursor());
    }
}
