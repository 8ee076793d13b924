package io.tideover.lifecycle.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All policy versions at one moment; looks up the one in force (R9, R11). Immutable. */
public final class PolicyBook {

    private record Key(
            @Nullable String productCode,
            BillingMode billingMode,
            @Nullable String tier) {}

    private final Map<Key, List<Policy>> versions = new HashMap<>();
    private final Map<Long, Policy> byId = new HashMap<>();

    public PolicyBook(Collection<Policy> policies) {
        for (Policy policy : policies) {
            versions.computeIfAbsent(
                            new Key(policy.productCode(), policy.billingMode(), policy.tier()),
                            key -> new ArrayList<>())
                    .add(policy);
            byId.put(policy.id(), policy);
        }
        versions.values().forEach(list -> list.sort((a, b) -> Integer.compare(b.version(), a.version())));
    }

    /** This book and one more version, as a preview reads it. */
    public PolicyBook with(Policy draft) {
        List<Policy> all = new ArrayList<>(byId.values());
        all.add(draft);
        return new PolicyBook(all);
    }

    /** The version in force at an instant: by (product, mode, tier), then (product, mode), then (mode). */
    public Optional<Policy> inForce(String productCode, BillingMode mode, @Nullable String tier, Instant at) {
        Optional<Policy> found = Optional.empty();
        if (tier != null) {
            found = newest(new Key(productCode, mode, tier), at);
        }
        if (found.isEmpty()) {
            found = newest(new Key(productCode, mode, null), at);
        }
        return found.isPresent() ? found : newest(new Key(null, mode, null), at);
    }

    public Policy byId(long id) {
        Policy policy = byId.get(id);
        if (policy == null) {
            throw new IllegalStateException("no policy version with id " + id);
        }
        return policy;
    }

    public boolean contains(long id) {
        return byId.containsKey(id);
    }

    public Collection<Policy> all() {
        return List.copyOf(byId.values());
    }

    private Optional<Policy> newest(Key key, Instant at) {
        return versions.getOrDefault(key, List.of()).stream()
                .filter(policy -> !policy.activeFrom().isAfter(at))
                .findFirst();
    }
}
