package io.tideover.portal.page;

import io.tideover.lifecycle.engine.Policies;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Products by the names that pages call them. */
@Component
public class Products {

    private final Policies policies;

    Products(Policies policies) {
        this.policies = policies;
    }

    public String name(@Nullable String code) {
        return code == null ? "" : policies.product(code).displayName();
    }
}
