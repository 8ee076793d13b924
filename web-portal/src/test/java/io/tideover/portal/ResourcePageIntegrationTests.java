package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** What a resource's own page says of it. */
@PageTest
class ResourcePageIntegrationTests {

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

    /** R9: support's extensions are recorded, who and why, and can be read. */
    @Test
    void showsWhoExtendedItAndWhyR9() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "r9");
        long resource = resources
                .register(acme.account(), "extended", "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        bills.record(acme.account(), "dws", "100000.00", PageFixture.START, null, List.of());
        resources.extend(resource, 3, "The transfer is on its way", "Support");

        String page = mvc.perform(get("/billing/resources/" + resource)
                        .with(as(acme.users().get(Role.VIEWER))))
                .andReturn()
                .getResponse()
                .getContentAsString();

        assertThat(page).contains("Extensions", "The transfer is on its way", "Support");
    }
}
