package io.tideover.lifecycle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductTests {

    @Test
    void namesAResourceByItsTemplate() {
        Product maxcompute = new Product("maxcompute", "MaxCompute", "projects", "acs:odps:*:projects/{name}");
        Product dws = new Product("dws", "DWS", "cluster", Product.DEFAULT_TEMPLATE);

        assertThat(maxcompute.resourceName("cn-1", "7", "etl_nightly")).isEqualTo("acs:odps:*:projects/etl_nightly");
        assertThat(dws.resourceName("cn-1", "7", "etl")).isEqualTo("dws:cn-1:7:cluster/etl");
        assertThat(Product.unlisted("oss").resourceName("cn-1", "7", "logs")).isEqualTo("oss:cn-1:7:resource/logs");
    }

    @Test
    void takesABraceInANameForABrace() {
        assertThat(Product.unlisted("oss").resourceName("cn-1", "7", "{kind}")).isEqualTo("oss:cn-1:7:resource/{kind}");
    }

    @Test
    void a3FillsTheDenialsTemplateAndKeepsItsOtherBraces() {
        Denial denial = new Denial("ODPS-0420095", "operation on {{resourceName}}. Access Mode is {accessMode}.");

        assertThat(denial.messageFor("acs:odps:*:projects/etl_nightly", "AllDenied"))
                .isEqualTo("operation on {acs:odps:*:projects/etl_nightly}. Access Mode is AllDenied.");
    }
}
