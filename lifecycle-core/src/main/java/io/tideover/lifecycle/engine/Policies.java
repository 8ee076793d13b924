package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.policy.Product;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Policy versions and products as stored. Versions are append-only, so that a book is stale only where a newer id exists. */
@Repository
public class Policies {

    private record Cached(int count, PolicyBook book) {}

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final ConcurrentMap<String, Product> products = new ConcurrentHashMap<>();
    private volatile @Nullable Cached cached;

    public Policies(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** All versions as of now. */
    public PolicyBook book() {
        int count = count();
        Cached known = cached;
        if (known == null || known.count() != count) {
            List<Policy> all = jdbc.query(
                    "SELECT id, document FROM policies",
                    (row, i) -> json.readValue(row.getString("document"), PolicyDocument.class)
                            .toPolicy(row.getLong("id")));
            known = new Cached(all.size(), new PolicyBook(all));
            cached = known;
        }
        return known.book();
    }

    /** Stores a version; what is scheduled already is still to follow it. */
    public void add(Policy policy, String by, Instant at) {
        jdbc.update(
                "INSERT INTO policies (id, code, version, active_from, document, recorded_at, recorded_by, followed_up)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, FALSE)",
                policy.id(),
                policy.code(),
                policy.version(),
                Sql.utc(policy.activeFrom()),
                json.writeValueAsString(PolicyDocument.of(policy)),
                Sql.utc(at),
                by);
    }

    /** Versions that what was scheduled before they were added is still to follow. */
    List<Policy> toFollowUp() {
        PolicyBook book = book();
        return jdbc.query(
                "SELECT id FROM policies WHERE followed_up = FALSE ORDER BY id",
                (row, i) -> book.byId(row.getLong("id")));
    }

    void followedUp(Policy policy) {
        jdbc.update("UPDATE policies SET followed_up = TRUE WHERE id = ?", policy.id());
    }

    /** The product of a code; one that is not in the table is taken as it comes. */
    public Product product(String code) {
        return products.computeIfAbsent(
                code,
                unknown ->
                        jdbc.query("SELECT * FROM products WHERE code = ?", (row, i) -> product(row), unknown).stream()
                                .findFirst()
                                .orElseGet(() -> Product.unlisted(unknown)));
    }

    public List<Product> products() {
        return jdbc.query("SELECT * FROM products ORDER BY code", (row, i) -> product(row));
    }

    public void put(Product product) {
        int known = jdbc.update(
                "UPDATE products SET display_name = ?, kind = ?, name_template = ? WHERE code = ?",
                product.displayName(),
                product.kind(),
                product.nameTemplate(),
                product.code());
        if (known == 0) {
            jdbc.update(
                    "INSERT INTO products (code, display_name, kind, name_template) VALUES (?, ?, ?, ?)",
                    product.code(),
                    product.displayName(),
                    product.kind(),
                    product.nameTemplate());
        }
        products.remove(product.code());
    }

    private int count() {
        Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM policies", Integer.class);
        return count == null ? 0 : count;
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getString("code"),
                row.getString("display_name"),
                row.getString("kind"),
                row.getString("name_template"));
    }
}
