package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.policy.BillingMode;
import java.util.List;
import java.util.stream.IntStream;

/** What tests of the engine begin with: accounts of the wall clock, and what they use. */
final class Customers {

    private final Accounts accounts;
    private final Resources resources;

    Customers(Accounts accounts, Resources resources) {
        this.accounts = accounts;
        this.resources = resources;
    }

    /** An account in UTC with no funds. */
    long open() {
        return accounts.open("Orchid Foods", "CNY", "UTC", "en", null, null, AccountClock.WALL, null);
    }

    /** Pay-as-you-go clusters of an account. */
    List<Long> clusters(long account, int many) {
        return IntStream.rangeClosed(1, many)
                .mapToObj(i -> resources
                        .register(account, "cluster-" + i, "dws", "cn-1", BillingMode.PAY_AS_YOU_GO, null)
                        .resource()
                        .id())
                .toList();
    }
}
