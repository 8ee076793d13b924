package io.tideover.lifecycle.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tideover.lifecycle.refusal.Refusal;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F5: amounts are exact decimals with no more digits than the currency has. */
class AmountsTests {

    private static final CurrencyUnit CNY = CurrencyUnit.of("CNY");

    @ParameterizedTest(name = "{1} {0} is {2}")
    @CsvSource({
        "CNY, 12.5, 12.50",
        "CNY, 12.500, 12.50",
        "CNY, 1, 1.00",
        "JPY, 12.0, 12",
        "KWD, 1.234, 1.234",
        "CNY, 1000000000000, 1000000000000.00"
    })
    void readsDecimalsToTheDigitsOfTheCurrency(String currency, String text, String amount) {
        assertThat(Amounts.positive("amount", text, CurrencyUnit.of(currency))
                        .getAmount()
                        .toPlainString())
                .isEqualTo(amount);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "1e3", "1,50", "0x10", "NaN", "+1", ".5", "1.", "12.345", "1000000000000.01"})
    void refusesWhatIsNoSuchDecimal(@Nullable String text) {
        assertThatThrownBy(() -> Amounts.signed("amount", text, CNY)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
            assertThat(refusal.field()).isEqualTo("amount");
        });
    }

    @Test
    void knowsSigns() {
        assertThatThrownBy(() -> Amounts.positive("amount", "0", CNY)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Amounts.positive("amount", "-1", CNY)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Amounts.notNegative("amount", "-0.01", CNY)).isInstanceOf(Refusal.class);
        assertThat(Amounts.notNegative("amount", "0", CNY).isZero()).isTrue();
        assertThat(Amounts.signed("amount", "-1.5", CNY).isNegative()).isTrue();
    }
}
