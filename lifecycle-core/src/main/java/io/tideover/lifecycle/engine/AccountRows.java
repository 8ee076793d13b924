package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.Fund;
import io.tideover.lifecycle.billing.Funds;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.AutoRenewal;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Hold;
import io.tideover.lifecycle.resource.Resource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** How rows become what the decision works on. */
final class AccountRows {

    /**
     * An account's row: who it is, and its funds.
     *
     * @param reschedule when its resources wake is to be worked out anew: what they go by besides the account has changed
     * @param resources how many it has ever had
     * @param facts the number of its last fact
     * @param backlog what its resources have still to follow, or null
     */
    record Row(
            Account account,
            Funds funds,
            boolean alertEnabled,
            int alertRepeats,
            boolean reschedule,
            int resources,
            long facts,
            Backlogs.@Nullable Backlog backlog) {}

    private AccountRows() {}

    static Row account(ResultSet row) throws SQLException {
        CurrencyUnit currency = CurrencyUnit.of(row.getString("currency"));
        Instant startedAt = Sql.instantOrNull(row, "spell_started_at");
        Instant since = Sql.instantOrNull(row, "arrears_since");
        int spells = row.getInt("spells");
        Spell spell = startedAt == null || since == null
                ? null
                : new Spell(spells, startedAt, since, Sql.instantOrNull(row, "clock_from"));
        Account account = new Account(
                row.getLong("id"),
                row.getString("name"),
                currency,
                ZoneId.of(row.getString("time_zone")),
                Locale.forLanguageTag(row.getString("locale")),
                row.getString("tier"),
                row.getLong("clock_id"),
                Sql.instant(row, "created_at"),
                spell,
                spells,
                Sql.instant(row, "processed_at"),
                row.getLong("sequence"),
                Sql.instantOrNull(row, "next_action_at"),
                row.getBoolean("braked"));
        Funds funds = new Funds(
                Sql.money(row, "cash_balance", currency),
                Sql.money(row, "credit_limit", currency),
                Sql.money(row, "credit_used", currency),
                row.getString("card_token"));
        Instant until = Sql.instantOrNull(row, "backlog_until");
        return new Row(
                account,
                funds,
                row.getBoolean("alert_enabled"),
                row.getInt("alert_repeats"),
                row.getBoolean("reschedule"),
                row.getInt("resource_count"),
                row.getLong("facts"),
                until == null
                        ? null
                        : new Backlogs.Backlog(until, row.getLong("backlog_after"), row.getBoolean("backlog_held")));
    }

    static Bill bill(ResultSet row, CurrencyUnit currency, List<Bill.Line> lines) throws SQLException {
        String zone = row.getString("time_zone");
        return new Bill(
                row.getLong("id"),
                row.getLong("sequence"),
                row.getString("product_code"),
                Sql.money(row, "amount", currency),
                Sql.money(row, "outstanding", currency),
                Sql.instant(row, "due_at"),
                Bill.Status.valueOf(row.getString("status")),
                row.getString("reference"),
                lines,
                Sql.instant(row, "recorded_at"),
                zone == null ? null : ZoneId.of(zone),
                Sql.instant(row, "card_tried_until"),
                row.getString("note"),
                false);
    }

    static Coupon coupon(ResultSet row, CurrencyUnit currency) throws SQLException {
        return new Coupon(
                row.getLong("id"),
                row.getLong("sequence"),
                Coupon.Kind.valueOf(row.getString("kind")),
                row.getString("product_code"),
                Sql.money(row, "amount", currency),
                Sql.money(row, "remaining", currency),
                Sql.instant(row, "valid_from"),
                Sql.instantOrNull(row, "valid_until"),
                row.getBoolean("ended"),
                false);
    }

    static LedgerEntry entry(ResultSet row, CurrencyUnit currency) throws SQLException {
        return new LedgerEntry(
                row.getLong("account_id"),
                row.getLong("sequence"),
                Sql.instant(row, "at"),
                EntryKind.valueOf(row.getString("kind")),
                Fund.valueOf(row.getString("fund")),
                Sql.money(row, "amount", currency),
                Sql.longOrNull(row, "bill_id"),
                Sql.longOrNull(row, "coupon_id"),
                Sql.longOrNull(row, "resource_id"),
                row.getString("reference"));
    }

    static Resource resource(ResultSet row, CurrencyUnit currency, PolicyBook policies) throws SQLException {
        return new Resource(new Resource.Snapshot(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getString("product_code"),
                row.getString("region"),
                row.getString("name"),
                row.getString("resource_name"),
                Sql.instant(row, "registered_at"),
                BillingMode.valueOf(row.getString("billing_mode")),
                Sql.instantOrNull(row, "expires_at"),
                Sql.instant(row, "payg_since"),
                Phase.valueOf(row.getString("phase")),
                Sql.instant(row, "phase_since"),
                row.getInt("episode_number"),
                episode(row, policies),
                Sql.instantOrNull(row, "phase_ends_at"),
                row.getInt("extension_days"),
                Sql.instantOrNull(row, "scheduled_release_at"),
                Sql.instant(row, "reminded_until"),
                hold(row),
                Sql.instant(row, "guard_from"),
                row.getString("withheld_reason"),
                autoRenewal(row, currency),
                Sql.instantOrNull(row, "next_action_at"),
                row.getLong("facts_seen")));
    }

    private static @Nullable Episode episode(ResultSet row, PolicyBook policies) throws SQLException {
        Instant clock = Sql.instantOrNull(row, "episode_clock");
        return clock == null
                ? null
                : new Episode(
                        clock,
                        ZoneId.of(row.getString("episode_zone")),
                        policies.byId(row.getLong("episode_policy_id")));
    }

    private static @Nullable Hold hold(ResultSet row) throws SQLException {
        Instant at = Sql.instantOrNull(row, "hold_at");
        return at == null ? null : new Hold(row.getString("hold_reason"), row.getString("hold_by"), at);
    }

    private static @Nullable AutoRenewal autoRenewal(ResultSet row, CurrencyUnit currency) throws SQLException {
        String period = row.getString("renewal_period");
        if (period == null) {
            return null;
        }
        Money price = Sql.money(row, "renewal_price", currency);
        return new AutoRenewal(Period.parse(period), price, Sql.instant(row, "renewal_tried_until"));
    }

    /** The columns of a resource that change. */
    static final List<String> MUTABLE = List.of(
            "live_name",
            "billing_mode",
            "expires_at",
            "payg_since",
            "phase",
            "phase_since",
            "episode_number",
            "episode_clock",
            "episode_zone",
            "episode_policy_id",
            "phase_ends_at",
            "extension_days",
            "scheduled_release_at",
            "reminded_until",
            "hold_reason",
            "hold_by",
            "hold_at",
            "guard_from",
            "withheld_reason",
            "renewal_period",
            "renewal_price",
            "renewal_tried_until",
            "next_action_at",
            "facts_seen");

    /** The values of {@link #MUTABLE}, in its order. */
    static Object[] mutable(Resource.Snapshot r) {
        Episode episode = r.episode();
        Hold hold = r.hold();
        AutoRenewal renewal = r.autoRenewal();
        return Sql.row(
                r.phase() == Phase.RELEASED ? null : r.resourceName(),
                r.billingMode().name(),
                Sql.utcOrNull(r.expiresAt()),
                Sql.utc(r.paygSince()),
                r.phase().name(),
                Sql.utc(r.phaseSince()),
                r.episodeNumber(),
                episode == null ? null : Sql.utc(episode.clock()),
                episode == null ? null : episode.zone().getId(),
                episode == null ? null : episode.policy().id(),
                Sql.utcOrNull(r.phaseEndsAt()),
                r.extensionDays(),
                Sql.utcOrNull(r.scheduledReleaseAt()),
                Sql.utc(r.remindedUntil()),
                hold == null ? null : hold.reason(),
                hold == null ? null : hold.by(),
                hold == null ? null : Sql.utc(hold.at()),
                Sql.utc(r.guardFrom()),
                r.withheldReason(),
                renewal == null ? null : renewal.period().toString(),
                renewal == null ? null : renewal.price().getAmount(),
                renewal == null ? null : Sql.utc(renewal.triedUntil()),
                Sql.utcOrNull(r.nextActionAt()),
                r.factsSeen());
    }

    static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
