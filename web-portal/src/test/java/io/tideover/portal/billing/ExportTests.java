package io.tideover.portal.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Page;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTests {

    @Test
    void writesEveryPageAndQuotesWhatNeedsIt() {
        StringWriter out = new StringWriter();
        Export.write(
                out,
                List.of("at", "what", "amount", "nothing"),
                cursor -> cursor == null
                        ? new Page<>(List.of("a,b", "say \"hi\""), "2")
                        : new Page<>(List.of("x\ny"), null),
                item -> Arrays.asList(
                        Instant.parse("2026-01-06T00:00:00Z"), item, Money.of(CurrencyUnit.of("CNY"), -1234.5), null));
        assertThat(out.toString())
                .isEqualTo("at,what,amount,nothing\r\n"
                        + "2026-01-06T00:00:00Z,\"a,b\",-1234.50,\r\n"
                        + "2026-01-06T00:00:00Z,\"say \"\"hi\"\"\",-1234.50,\r\n"
                        + "2026-01-06T00:00:00Z,\"x\ny\",-1234.50,\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"https://evil.example\")"})
    void makesATextOfWhatLooksLikeAFormula(String text) {
        assertThat(Export.cell(text)).isEqualTo("'" + text);
        assertThat(Export.cell("fine " + text)).isEqualTo("fine " + text);
    }
}
