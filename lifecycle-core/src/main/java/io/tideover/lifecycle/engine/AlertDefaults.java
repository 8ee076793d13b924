package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.refusal.Refusal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** B4: what the balance alert of a new account is set to, by its currency. Accounts that exist keep theirs. */
@Repository
public class AlertDefaults {

    /** The defaults of one currency. */
    public record Default(CurrencyUnit currency, boolean enabled, int repeats, List<Money> thresholds) {

        public Default {
            thresholds = List.copyOf(thresholds);
        }
    }

    private final JdbcTemplate jdbc;

    AlertDefaults(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Default> all() {
        return jdbc.query("SELECT * FROM alert_defaults ORDER BY currency", (row, i) -> read(row));
    }

    /** Empty where new accounts of the currency start without an alert. */
    public Optional<Default> of(CurrencyUnit currency) {
        return jdbc
                .query("SELECT * FROM alert_defaults WHERE currency = ?", (row, i) -> read(row), currency.getCode())
                .stream()
                .findFirst();
    }

    /**
     * Sets what new accounts of a currency start with.
     *
     * @param repeats null: three
     * @throws Refusal where a value is wrong
     */
    @Transactional
    public void set(
            @Nullable String currency, boolean enabled, @Nullable List<String> thresholds, @Nullable Integer repeats) {
        CurrencyUnit unit = Accounts.currency(currency == null ? "" : currency.strip());
        AlertTerms terms = AlertTerms.checked(unit, enabled, thresholds, repeats);
        jdbc.update("DELETE FROM alert_defaults WHERE currency = ?", unit.getCode());
        jdbc.update(
                "INSERT INTO alert_defaults (currency, enabled, repeats, thresholds) VALUES (?, ?, ?, ?)",
                unit.getCode(),
                enabled,
                Objects.requireNonNullElse(terms.repeats(), BalanceAlert.DEFAULT_REPEATS),
                terms.thresholds().stream()
                        .map(amount -> amount.getAmount().toPlainString())
                        .collect(Collectors.joining(",")));
    }

    /** Has new accounts of a currency start without an alert. */
    public void remove(CurrencyUnit currency) {
        jdbc.update("DELETE FROM alert_defaults WHERE currency = ?", currency.getCode());
    }

    private static Default read(ResultSet row) throws SQLException {
        CurrencyUnit currency = CurrencyUnit.of(row.getString("currency"));
        return new Default(
                currency,
                row.getBoolean("enabled"),
                row.getInt("repeats"),
                Arrays.stream(row.getString("thresholds").split(","))
                        .filter(amount -> !amount.isEmpty())
                        .map(amount -> Money.of(currency, new BigDecimal(amount)))
                        .toList());
    }
}
