package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.PaymentGateway;
import java.util.Set;
import org.joda.money.Money;

/** The built-in gateway: {@code tok_ok} always pays, {@code tok_declined} never does. No money moves. */
class SimulatedGateway implements PaymentGateway {

    private static final String OK = "tok_ok";
    private static final Set<String> KNOWN = Set.of(OK, "tok_declined");

    @Override
    public boolean charge(String cardToken, Money amount, String idempotencyKey) {
        return OK.equals(cardToken);
    }

    @Override
    public boolean knows(String cardToken) {
        return KNOWN.contains(cardToken);
    }

    @Override
    public boolean movesMoney() {
        return false;
    }
}
