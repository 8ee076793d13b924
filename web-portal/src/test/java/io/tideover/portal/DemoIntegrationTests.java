package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The demonstration on H2: every phase has been reached by the engine itself. */
@DemoTest
class DemoIntegrationTests {

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Test
    void showsAnAccountInArrearsWithResourcesInEveryPhase() {
        AccountView acme = accounts.search("Acme", 10, null).items().getFirst();
        Map<Phase, Long> counts = resources.countByPhase(acme.id());
        assertThat(counts.values()).allMatch(count -> count > 0);
        assertThat(resources.list(acme.id(), Resources.Filter.ALL, 50, null).items())
                .allSatisfy(view ->
                        assertThat(resources.transitions(view.resource().id())).isNotEmpty());
    }

    @Test
    void showsAnAccountInGoodOrder() {
        AccountView globex = accounts.search("Globex", 10, null).items().getFirst();
        assertThat(globex.inArrears()).isFalse();
        assertThat(globex.currency().getCode()).isEqualTo("USD");
    }
}
