package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** D6: a user who reads Chinese is not answered in English. */
@PageTest
class LanguageIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Users users;

    @Autowired
    private JdbcTemplate jdbc;

    private Tenant acme;
    private PortalUser reader;

    @BeforeEach
    void aReaderOfChinese() {
        acme = fixture.tenant();
        reader = users.add(
                acme.account(),
                "wei" + acme.account() + "@acme.example",
                "Wei",
                Role.ADMINISTRATOR,
                Locale.SIMPLIFIED_CHINESE,
                PageFixture.PASSWORD);
    }

    @Test
    void saysWhatIsRefused() throws Exception {
        assertThat(send(post("/messages/receivers/new")
                                .param("name", "x".repeat(101))
                                .param("email", "a@acme.example"))
                        .getContentAsString())
                .contains("最多 100 个字符");
        assertThat(send(post("/billing/top-up").param("amount", "1.001").param("means", "TEST_CARD"))
                        .getContentAsString())
                .contains("CNY 的小数位数为 2");
        assertThat(send(post("/billing/alert")
                                .param("enabled", "on")
                                .param("thresholds", "5", "5")
                                .param("repeats", "3"))
                        .getContentAsString())
                .contains("5.00 重复");
    }

    @Test
    void saysWhatChangedInTheRevisionHistory() throws Exception {
        assertThat(send(post("/messages/settings/ACCOUNT_BILL_PAYMENT/contact")
                                .param("receiver", Long.toString(acme.receiver())))
                        .getStatus())
                .isEqualTo(302);
        assertThat(send(get("/messages/receivers/history")).getContentAsString())
                .contains("账号所有者（邮件, 短信）→ Robin（邮件, 短信）")
                .doesNotContain("[EMAIL");
        assertThat(send(get("/messages/settings")).getContentAsString())
                .contains("账号所有者")
                .doesNotContain("Account owner");
    }

    /** What one operator does another reads in a language of his own. */
    @Test
    void saysInTheAuditLogWhatOthersDid() throws Exception {
        PortalUser operator = fixture.operator();
        for (String enabled : new String[] {"enabled", "not"}) {
            mvc.perform(post("/operations/accounts/" + acme.account() + "/alert")
                    .with(csrf())
                    .with(as(operator))
                    .param(enabled, "on")
                    .param("thresholds", "75.00")
                    .param("repeats", "3"));
        }
        PortalUser chinese = operatorWhoReadsChinese();
        assertThat(mvc.perform(get("/operations/audit").with(as(chinese)))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("修改余额提醒", "开启，低于 CNY 75.00", "关闭")
                .doesNotContain("On, below");
    }

    @Test
    void saysWhyNothingArrivedAndWhatARunCameTo() throws Exception {
        jdbc.update(
                "UPDATE deliveries SET last_error = 'The channel failed; see the server''s log.' WHERE account_id = ?",
                acme.account());
        Long notice = jdbc.queryForObject(
                "SELECT MAX(notice_id) FROM deliveries WHERE account_id = ? AND notice_id IN"
                        + " (SELECT id FROM notices WHERE stage = 'OVERDUE')",
                Long.class,
                acme.account());
        assertThat(send(get("/messages/" + notice)).getContentAsString())
                .contains("发送渠道出错")
                .doesNotContain("The channel failed");
        jdbc.update(
                "INSERT INTO job_runs (id, job, node, started_at, beat_at, ended_at, done, detail) VALUES"
                        + " (?, 'RECONCILIATION', 'here', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 7, '7 differences')",
                Integer.MAX_VALUE + acme.account());
        PortalUser chinese = operatorWhoReadsChinese();
        for (String page : List.of("/operations/sweeps", "/operations/sweeps/RECONCILIATION")) {
            assertThat(mvc.perform(get(page).with(as(chinese)))
                            .andReturn()
                            .getResponse()
                            .getContentAsString())
                    .contains("7 处差异");
        }
    }

    private PortalUser operatorWhoReadsChinese() {
        return users.add(
                null,
                "chinese" + acme.account() + "@tideover.example",
                "Li",
                Role.OPERATOR,
                Locale.SIMPLIFIED_CHINESE,
                PageFixture.PASSWORD);
    }

    /** The error page is made when the sign-in has been let go of already. */
    @Test
    void saysWhatWentWrongOnErrorPages() throws Exception {
        for (String path : new String[] {"/operations", "/nowhere"}) {
            var failed =
                    mvc.perform(get(path).with(as(reader)).accept("text/html")).andReturn();
            int status = failed.getResponse().getStatus();
            assertThat(status).isBetween(403, 404);
            MockHttpServletResponse page = mvc.perform(get("/error")
                            .accept("text/html")
                            .cookie(new Cookie("theme", "dark"))
                            .with(request -> {
                                request.setDispatcherType(DispatcherType.ERROR);
                                request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, path);
                                request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
                                request.setAttribute(
                                        PortalUser.LANGUAGE, failed.getRequest().getAttribute(PortalUser.LANGUAGE));
                                return request;
                            }))
                    .andReturn()
                    .getResponse();
            assertThat(page.getContentAsString())
                    .contains("lang=\"zh-CN\"", "data-theme=\"dark\"")
                    .doesNotContain("There is nothing here");
        }
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(csrf()).with(as(reader))).andReturn().getResponse();
    }
}
