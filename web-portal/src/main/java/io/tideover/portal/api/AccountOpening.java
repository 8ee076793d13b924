package io.tideover.portal.api;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.security.Users;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Opens an account together with its owner's addresses and its owner as a user, or nothing of it. */
@Service
class AccountOpening {

    /** Who owns an account; the addresses count as verified. */
    record Owner(String name, String email, @Nullable String phone) {}

    private final Accounts accounts;
    private final Receivers receivers;
    private final Users users;
    private final TestClocks clocks;
    private final TestClockSettings settings;

    AccountOpening(Accounts accounts, Receivers receivers, Users users, TestClocks clocks, TestClockSettings settings) {
        this.accounts = accounts;
        this.receivers = receivers;
        this.users = users;
        this.clocks = clocks;
        this.settings = settings;
    }

    @Transactional
    AccountView open(
            String name,
            String currency,
            String timeZone,
            String locale,
            @Nullable String tier,
            @Nullable String creditLimit,
            @Nullable Long testClockId,
            @Nullable String cardToken,
            Owner owner) {
        long clock = clock(testClockId);
        long id = named(
                field -> field.equals("token") ? "cardToken" : field,
                () -> accounts.open(name, currency, timeZone, locale, tier, creditLimit, clock, cardToken));
        AccountView account = accounts.get(id);
        Receiver receiver = named(
                "owner."::concat,
                () -> receivers.openOwner(
                        id, owner.name(), owner.email(), owner.phone(), account.locale(), account.now()));
        Receiver.Address email = receiver.email();
        if (email != null) {
            users.expectOwner(id, email.value(), receiver.name(), Users.locale(locale));
        }
        return account;
    }

    /** Fields by the names that the caller sent them under. */
    private static <T> T named(UnaryOperator<String> names, Supplier<T> step) {
        try {
            return step.get();
        } catch (Refusal refusal) {
            String field = refusal.field();
            throw field == null ? refusal : refusal.ofField(names.apply(field));
        }
    }

    private long clock(@Nullable Long testClockId) {
        if (testClockId == null) {
            return AccountClock.WALL;
        }
        if (!settings.enabled() || clocks.find(testClockId).isEmpty()) {
            throw Refusal.invalid("testClockId", "is not a test clock");
        }
        return testClockId;
    }
}
