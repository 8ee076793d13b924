package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.notice.Notices;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** What a message's own page says of the resources it names. */
@PageTest
class MessagePageIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Notices notices;

    /** What a resource becomes is called as its policy calls it, also once it has been restored and is under none. */
    @Test
    void callsRetentionAsEachResourcesPolicyDoes() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "first");
        for (String product : List.of("maxcompute", "dws")) {
            resources.register(acme.account(), "of-" + product, product, "cn-beijing", BillingMode.PAY_AS_YOU_GO, null);
        }
        bills.record(acme.account(), "dws", "70.00", PageFixture.START, null, List.of());
        long overdue = notices.page(acme.account(), Stage.OVERDUE, null, 10)
                .items()
                .getLast()
                .id();
        for (String state : List.of("overdue", "restored")) {
            String page = mvc.perform(
                            get("/messages/" + overdue).with(as(acme.users().get(Role.VIEWER))))
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
            assertThat(page)
                    .as(state)
                    .containsPattern("of-maxcompute(?s:.*?)Locked")
                    .containsPattern("of-dws(?s:.*?)Frozen")
                    .doesNotContain("Suspended</span>");
            accounts.topUp(acme.account(), "70.00", state);
        }
    }
}
