package io.tideover.portal.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.joda.money.CurrencyUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages print can be typed; what could mean two amounts is left alone. */
class TypedAmountTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            CNY | 1,234.50     | 1234.50
            CNY | " 5 "        | 5
            CNY | 1,234        | 1234
            CNY | 1,234,567.00 | 1234567.00
            JPY | 1,234        | 1234
            KWD | 1,234.500    | 1234.500
            KWD | 1,234,567    | 1234567
            CNY | １，２３４．５０ | 1234.50
            CNY | １００        | 100
            """)
    void takesWhatPagesPrint(String currency, String typed, String plain) {
        assertThat(TypedAmount.plain(typed, CurrencyUnit.of(currency))).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CNY | 1,5
            CNY | 1,50
            CNY | 1.234,50
            CNY | 12,34.50
            CNY | 1,2345
            CNY | ,123
            CNY | 1 234.50
            CNY | 10²
            KWD | 1,234
            """)
    void leavesAloneWhatIsInDoubt(String currency, String typed) {
        assertThat(TypedAmount.plain(typed, CurrencyUnit.of(currency))).isEqualTo(typed);
    }
}
