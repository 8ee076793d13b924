package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.portal.security.PortalUser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** Operations > Templates. */
@PageTest
class TemplatePagesIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    private PortalUser operator;

    @BeforeEach
    void anOperator() {
        operator = fixture.operator();
    }

    @Test
    @DisplayName("D5, D6: each notice in each language, its SMS within one segment")
    void showsEachNoticeInEachLanguage() throws Exception {
        for (Stage stage : Stage.values()) {
            for (String language : new String[] {"en", "zh-CN"}) {
                MockHttpServletResponse page = see("/operations/templates?stage=" + stage + "&language=" + language);
                assertThat(page.getStatus()).isEqualTo(200);
                assertThat(page.getContentAsString())
                        .as("%s %s", stage, language)
                        .contains("Acme Ltd")
                        .doesNotContain("??")
                        .contains("1 segment<");
                assertThat(see("/operations/templates/" + stage + "/" + language + "/html")
                                .getContentAsString())
                        .contains("Acme Ltd (10001)");
            }
        }
    }

    @Test
    @DisplayName("X8: a mail in its frame runs nothing and reaches nothing")
    void framesAMailAlone() throws Exception {
        MockHttpServletResponse mail = see("/operations/templates/OVERDUE/en/html");
        assertThat(mail.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("sandbox")
                .contains("frame-ancestors 'self'");
        assertThat(mail.getHeader("X-Frame-Options")).isEqualTo("SAMEORIGIN");
    }

    @Test
    void knowsNoOthers() throws Exception {
        for (String path : new String[] {
            "/operations/templates?stage=NONE",
            "/operations/templates?language=fr",
            "/operations/templates/OVERDUE/fr/html",
            "/operations/templates/NONE/en/html"
        }) {
            assertThat(see(path).getStatus()).as(path).isEqualTo(404);
        }
    }

    private MockHttpServletResponse see(String path) throws Exception {
        return mvc.perform(get(path).with(as(operator))).andReturn().getResponse();
    }
}
