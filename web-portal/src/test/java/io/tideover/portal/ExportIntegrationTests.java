package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** Lists as files: all of the visitor's account, and nothing of another. */
@PageTest
class ExportIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Test
    void exportsLedgerBillsAndResources() throws Exception {
        fixture.tenant();
        Tenant acme = fixture.tenant();
        bills.record(acme.account(), "dws", "12.50", PageFixture.START.plusSeconds(60), "=cmd|'/c calc'!A1", List.of());
        accounts.topUp(acme.account(), "55.00", "bank, \"one\"");

        List<CSVRecord> ledger = read("/billing/ledger.csv", acme);
        assertThat(ledger).allMatch(row -> row.get("currency").equals("CNY"));
        assertThat(ledger)
                .anyMatch(row -> row.get("kind").equals("TOP_UP")
                        && row.get("amount").equals("55.00")
                        && row.get("reference").equals("bank, \"one\""));
        assertThat(ledger)
                .anyMatch(row -> row.get("kind").equals("BILL_PAYMENT")
                        && row.get("amount").equals("-40.00"));
        assertThat(read("/billing/bills.csv", acme))
                .extracting(row -> row.get("reference"), row -> row.get("dueAt"))
                .contains(org.assertj.core.groups.Tuple.tuple("'=cmd|'/c calc'!A1", "2026-01-06T01:01:00Z"));
        assertThat(read("/billing/bills.csv?status=OPEN", acme))
                .extracting(row -> row.get("status"))
                .containsExactly("OPEN");
        assertThat(read("/billing/resources.csv?phase=RELEASED", acme)).isEmpty();
        assertThat(page("/billing/bills?status=OPEN", acme)).contains("/billing/bills.csv?status=OPEN");
        assertThat(page("/billing/resources?phase=GRACE", acme)).contains("/billing/resources.csv?phase=GRACE");
        assertThat(read("/billing/resources.csv", acme))
                .extracting(row -> row.get("id"))
                .containsExactly(Long.toString(acme.resource()));
    }

    private String page(String path, Tenant tenant) throws Exception {
        return mvc.perform(get(path).with(as(tenant.users().get(Role.VIEWER))))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private List<CSVRecord> read(String path, Tenant tenant) throws Exception {
        MockHttpServletResponse answer = mvc.perform(
                        get(path).with(as(tenant.users().get(Role.VIEWER))))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentType()).isEqualTo("text/csv;charset=UTF-8");
        assertThat(answer.getHeader("Content-Disposition")).startsWith("attachment; filename=");
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new java.io.StringReader(answer.getContentAsString()))) {
            return parser.getRecords();
        }
    }
}
