package io.tideover.portal.api;

import static io.tideover.portal.api.ApiFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Sql;
import io.tideover.portal.api.ApiClient.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** F6: a write that moves money does its work once, whatever happens to the call. */
@ApiTest
class IdempotencyIntegrationTests {

    private static final String API = "/api/v1";

    @Autowired
    private ApiFixture fixture;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private IdempotencyKeys keys;

    @Autowired
    private Clock clock;

    private ApiClient api;
    private String account;
    private String topUps;

    @BeforeEach
    void anAccount() {
        api = fixture.client();
        account = fixture.account(fixture.clock());
        topUps = API + "/accounts/" + account + "/top-ups";
    }

    @Test
    void givesTheFirstAnswerAgainF6() {
        String key = unique();
        Answer first = api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'a'}");
        Answer again = api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'a'}");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.raw().body()).isEqualTo(first.raw().body());
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(cash()).isEqualTo("10.00");
    }

    @Test
    void refusesAKeyThatWasSpentOnAnotherBodyF6() {
        String key = unique();
        api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'a'}");
        Answer other = api.postOnce(key, topUps, "{'amount': '11.00', 'reference': 'b'}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(cash()).isEqualTo("10.00");
    }

    /** What stands behind the path is asked for as much as what is in the body. */
    @Test
    void refusesAKeyThatWasSpentOnAnotherQueryF6() {
        String receivers = API + "/accounts/" + account + "/receivers";
        String added = ApiFixture.created(
                api.post(receivers, "{'name': 'Kim', 'email': 'kim@acme.example', 'phone': '+14155550100'}"));
        String verification = API + "/receivers/" + added + "/verification?channel=";
        String key = unique();
        for (int i = 0; i < 2; i++) {
            assertThat(api.postOnce(key, verification + "EMAIL", null).status()).isEqualTo(202);
        }
        assertThat(api.postOnce(key, verification + "SMS", null).text("code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void keepsKeysApartByApiKeyMethodAndPathF6() {
        String key = unique();
        assertThat(api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'a'}")
                        .status())
                .isEqualTo(201);
        assertThat(fixture.limitedTo(account)
                        .postOnce(key, topUps, "{'amount': '11.00', 'reference': 'b'}")
                        .status())
                .isEqualTo(201);
        assertThat(api.postOnce(key, API + "/accounts/" + account + "/corrections", "{'amount': '1.00', 'reason': 'x'}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void asksForAKeyWhereMoneyMovesF6() {
        Answer answer = api.send("POST", topUps, "{'amount': '10.00', 'reference': 'a'}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        for (String malformed : new String[] {"x".repeat(256), ""}) {
            assertThat(api.postOnce(malformed, topUps, "{'amount': '10.00', 'reference': 'a'}")
                            .status())
                    .isEqualTo(400);
        }
        assertThat(cash()).isEqualTo("0.00");
    }

    @Test
    void spendsAKeyOnAGoodAnswerAloneF6() {
        String key = unique();
        assertThat(api.postOnce(key, topUps, "{'amount': '-1', 'reference': 'a'}")
                        .status())
                .isEqualTo(422);
        assertThat(api.postOnce(key, topUps, "{'amount': '1.00', 'reference': 'a'}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void givesARefusedKeyBackBeforeItAnswersF6() {
        jdbc.execute("CREATE TRIGGER slow_to_give_back BEFORE DELETE ON idempotency_keys FOR EACH ROW DO SLEEP(0.2)");
        try {
            for (String wrong : new String[] {"{'amount': '-1', 'reference': 'a'}", "no JSON"}) {
                String key = unique();
                assertThat(api.postOnce(key, topUps, wrong).status()).isIn(400, 422);
                assertThat(api.postOnce(key, topUps, "{'amount': '1.00', 'reference': '" + key + "'}")
                                .status())
                        .isEqualTo(201);
            }
        } finally {
            jdbc.execute("DROP TRIGGER slow_to_give_back");
        }
    }

    @Test
    void refusesAKeyThatIsInFlightAndTakesOverOneThatDiedF6() {
        String key = unique();
        String body = "{'amount': '10.00', 'reference': 'a'}";
        String id = idOf(api.postOnce(key, topUps, body));
        // as a worker leaves it that died before its transaction was committed
        jdbc.update("DELETE FROM top_ups WHERE account_id = ?", account);
        jdbc.update("UPDATE idempotency_keys SET state = 'IN_FLIGHT', status = NULL WHERE id = ?", id);

        Answer inFlight = api.postOnce(key, topUps, body);
        assertThat(inFlight.status()).isEqualTo(409);
        assertThat(inFlight.text("code")).isEqualTo("IDEMPOTENCY_KEY_IN_FLIGHT");

        jdbc.update(
                "UPDATE idempotency_keys SET lease_until = ? WHERE id = ?",
                Sql.utc(clock.instant().minusSeconds(1)),
                id);
        assertThat(api.postOnce(key, topUps, body).status()).isEqualTo(201);
        assertThat(api.postOnce(key, topUps, body).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void doesItsWorkOnceUnderManyCallsAtOnceF6() throws Exception {
        String key = unique();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(() -> api.postOnce(
                    key, API + "/accounts/" + account + "/corrections", "{'amount': '1.00', 'reason': 'x'}"));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Answer> call : executor.invokeAll(calls)) {
                assertThat(call.get().status()).isIn(201, 409);
            }
        }
        assertThat(cash()).isEqualTo("1.00");
    }

    /** X10: the database is full while a bill is recorded. */
    @Test
    void writesNothingHalfAndSpendsNoKeyWhenTheDatabaseIsFullX10() {
        String key = unique();
        String body = "{'productCode': 'dws', 'amount': '5.00', 'dueAt': '" + ApiFixture.START
                + "', 'lines': [{'description': 'full-disk', 'amount': '5.00'}]}";
        jdbc.execute("CREATE TRIGGER full_disk BEFORE INSERT ON bill_lines FOR EACH ROW BEGIN"
                + " IF NEW.description = 'full-disk' THEN"
                + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full';"
                + " END IF; END");
        try {
            Answer answer = api.postOnce(key, API + "/accounts/" + account + "/bills", body);
            ApiProblemsIntegrationTests.assertProblem(answer, 503);
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(api.get(API + "/accounts/" + account + "/bills")
                            .body()
                            .get("items")
                            .size())
                    .isZero();
        } finally {
            jdbc.execute("DROP TRIGGER full_disk");
        }
        assertThat(api.postOnce(key, API + "/accounts/" + account + "/bills", body)
                        .status())
                .isEqualTo(201);
    }

    /** A policy's version is stored with its key or not at all; reminders that were scheduled before follow it afterwards. */
    @Test
    void storesNoPolicyWhoseKeyCannotBeSpentX10() {
        String resource = fixture.subscription(account, "atomic-" + unique(), "2026-03-01T00:00:00Z");
        String product = api.get(API + "/resources/" + resource).text("productCode");
        String code = "atomic-" + unique().substring(0, 8);
        String key = unique();
        String body = "{'code': '" + code + "', 'productCode': '" + product + "', 'billingMode': 'SUBSCRIPTION',"
                + " 'tier': '" + code + "', 'grace': 'P1D', 'retention': 'P1D', 'label': 'Stopped',"
                + " 'reminders': {'expiry': ['P20D']}, 'denial': {'code': 'X.1', 'message': 'Denied'},"
                + " 'activeFrom': '2026-01-01T00:00:00Z'}";
        jdbc.execute("CREATE TRIGGER full_disk BEFORE UPDATE ON idempotency_keys FOR EACH ROW BEGIN"
                + " IF NEW.status = 201 THEN"
                + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full';"
                + " END IF; END");
        try {
            assertThat(api.postOnce(key, API + "/policies", body).status()).isEqualTo(503);
        } finally {
            jdbc.execute("DROP TRIGGER full_disk");
        }
        assertThat(api.get(API + "/policies/" + code + "/versions").status()).isEqualTo(404);

        assertThat(api.postOnce(key, API + "/policies", body).status()).isEqualTo(201);
        assertThat(api.get(API + "/policies/" + code + "/versions")
                        .body()
                        .get("items")
                        .size())
                .isEqualTo(1);
        assertThat(jdbc.queryForList("SELECT code FROM policies WHERE followed_up = FALSE"))
                .isEmpty();
        // looked at again at once: the account is due
        assertThat(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM accounts WHERE id = ? AND next_action_at = processed_at",
                        Integer.class,
                        Long.parseLong(account)))
                .isEqualTo(1);
    }

    /** X4: two calls that want the same row in turn do not fail for it. */
    @Test
    void runsAgainWhatLostALockX4() throws Exception {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(
                    () -> api.post(API + "/accounts/" + account + "/corrections", "{'amount': '1.00', 'reason': 'x'}"));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Answer> call : executor.invokeAll(calls)) {
                assertThat(call.get().status()).isEqualTo(201);
            }
        }
        assertThat(cash()).isEqualTo("12.00");
    }

    @Test
    void forgetsKeysAfterSevenDays() {
        String key = unique();
        makeOld(api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'a'}"));
        Answer again = api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'b'}");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isNull();
        keys.clearUp(clock.instant());
        assertThat(api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'b'}")
                        .header("Idempotency-Replayed"))
                .isEqualTo("true");

        makeOld(again);
        keys.clearUp(clock.instant());
        assertThat(api.postOnce(key, topUps, "{'amount': '10.00', 'reference': 'c'}")
                        .header("Idempotency-Replayed"))
                .isNull();
    }

    /** The key that an answer was spent on: no other account has had such a one. */
    private String idOf(Answer answer) {
        return jdbc.queryForObject(
                "SELECT id FROM idempotency_keys WHERE response_body = ?",
                String.class,
                answer.raw().body());
    }

    private void makeOld(Answer answer) {
        jdbc.update(
                "UPDATE idempotency_keys SET created_at = ? WHERE id = ?",
                Sql.utc(clock.instant().minus(IdempotencyKeys.KEPT).minus(Duration.ofHours(1))),
                idOf(answer));
    }

    private String cash() {
        return api.get(API + "/accounts/" + account + "/standing").text("cashBalance");
    }
}
