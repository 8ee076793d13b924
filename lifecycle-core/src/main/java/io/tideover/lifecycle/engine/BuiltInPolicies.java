package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Product;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Loads the built-in policies and products from their data files, once, as version 1. */
@Component
class BuiltInPolicies {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltInPolicies.class);
    private static final String BY = "built in";

    private final Policies policies;
    private final Ids ids;
    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    BuiltInPolicies(Policies policies, Ids ids, JdbcTemplate jdbc, JsonMapper json) {
        this.policies = policies;
        this.ids = ids;
        this.jdbc = jdbc;
        this.json = json;
    }

    @PostConstruct
    void load() {
        Set<String> known = new HashSet<>();
        jdbc.query("SELECT code FROM policies", row -> {
            known.add(row.getString("code"));
        });
        int added = 0;
        for (PolicyDocument document : read("policies.json", new TypeReference<List<PolicyDocument>>() {})) {
            if (!known.contains(document.code()) && add(document)) {
                added++;
            }
        }
        Set<String> products = new HashSet<>();
        policies.products().forEach(product -> products.add(product.code()));
        for (Product product : read("products.json", new TypeReference<List<Product>>() {})) {
            if (!products.contains(product.code())) {
                policies.put(product);
            }
        }
        if (added > 0) {
            LOG.info("Loaded {} built-in policies", added);
        }
    }

    /** Another node may be starting as well and be faster. */
    private boolean add(PolicyDocument document) {
        try {
            Policy policy = document.toPolicy(ids.next());
            policies.add(policy, BY, Instant.EPOCH);
            // nothing has been scheduled by any other
            policies.followedUp(policy);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private <T> T read(String file, TypeReference<T> type) {
        try (InputStream in = new ClassPathResource("io/tideover/lifecycle/" + file).getInputStream()) {
            return json.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
