package io.tideover.lifecycle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.account.Threshold;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.Funds;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The store writes what says that it has changed, and nothing else: what changed and does not say so is lost. */
@DisplayName("F4: what has changed says so, what has not does not")
class StoredChangesTests {

    private static final CurrencyUnit CNY = CurrencyUnit.of("CNY");
    private static final Money TEN = Money.of(CNY, 10);
    private static final Money NONE = Money.zero(CNY);
    private static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");

    @Test
    void anAccount() {
        assertThat(account().changed()).isFalse();

        Account numbered = account();
        assertThat(numbered.nextSequence()).isEqualTo(8);
        numbered.processed(NOW.plusSeconds(1));
        assertThat(numbered.changed()).isFalse();
        assertThat(numbered.numbered()).isEqualTo(1);

        Account described = account();
        described.describe("acme", ZoneOffset.UTC, Locale.ENGLISH, "VIP");
        assertThat(described.changed()).isTrue();

        Account owing = account();
        owing.beginSpell(NOW, NOW);
        assertThat(owing.changed()).isTrue();
        owing.endSpell();
        assertThat(owing.spell()).isNull();
        assertThat(owing.changed()).isTrue();
    }

    @Test
    void aBill() {
        assertThat(bill(false).changed()).isFalse();
        assertThat(bill(false).added()).isFalse();
        assertThat(bill(true).added()).isTrue();

        Bill overdue = bill(false);
        overdue.becomeOverdue(ZoneOffset.UTC);
        assertThat(overdue.changed()).isTrue();
        Bill tried = bill(false);
        tried.cardTriedAt(NOW);
        assertThat(tried.changed()).isTrue();
        Bill disputed = bill(false);
        disputed.dispute("not ours");
        assertThat(disputed.changed()).isTrue();
        Bill voided = bill(false);
        voided.voidFor("wrong");
        assertThat(voided.changed()).isTrue();
    }

    @Test
    void fundsACouponAndAnAlert() {
        Funds funds = new Funds(NONE, NONE, NONE, null);
        assertThat(funds.changed()).isFalse();
        funds.limitCredit(TEN);
        assertThat(funds.changed()).isTrue();
        assertThat(funds.currency()).isEqualTo(CNY);
        Funds carded = new Funds(NONE, NONE, NONE, null);
        carded.putCard("tok");
        assertThat(carded.changed()).isTrue();

        assertThat(coupon(true).added()).isTrue();
        assertThat(coupon(false).added()).isFalse();
        assertThat(coupon(false).changed()).isFalse();

        BalanceAlert alert = new BalanceAlert(true, 3, List.of(new Threshold(TEN, false, 0, null)));
        assertThat(alert.changed()).isFalse();
        alert.replace(new Threshold(TEN, true, 1, NOW));
        assertThat(alert.changed()).isTrue();
    }

    private static Account account() {
        return new Account(1, "acme", CNY, ZoneOffset.UTC, Locale.ENGLISH, null, 0, NOW, null, 0, NOW, 7, null, false);
    }

    private static Bill bill(boolean added) {
        return new Bill(
                1, 1, "dws", TEN, TEN, NOW, Bill.Status.OPEN, null, List.of(), NOW, null, Instant.EPOCH, null, added);
    }

    private static Coupon coupon(boolean added) {
        return new Coupon(1, 1, Coupon.Kind.GENERAL, null, TEN, TEN, NOW, null, false, added);
    }
}
