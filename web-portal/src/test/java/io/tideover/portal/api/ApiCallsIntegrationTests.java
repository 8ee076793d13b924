package io.tideover.portal.api;

import static io.tideover.portal.api.ApiFixture.START;
import static io.tideover.portal.api.ApiFixture.created;
import static io.tideover.portal.api.ApiFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.portal.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What every call of the API answers where nothing is wrong. */
@ApiTest
class ApiCallsIntegrationTests {

    private static final String API = "/api/v1";

    @Autowired
    private ApiFixture fixture;

    private ApiClient api;
    private String clock;
    private String account;

    @BeforeEach
    void anAccountOnATestClock() {
        api = fixture.client();
        clock = fixture.clock();
        account = fixture.account(clock);
    }

    @Test
    void makesAndAdvancesATestClock() {
        Answer made = api.post(API + "/test-clocks", "{'now': '2026-01-01T08:00:00+08:00'}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("now")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(made.text("status")).isEqualTo("READY");

        Answer advanced =
                api.post(API + "/test-clocks/" + made.text("id") + "/advance", "{'to': '2026-01-02T00:00:00Z'}");
        assertThat(advanced.status()).isEqualTo(200);
        assertThat(advanced.text("now")).isEqualTo("2026-01-02T00:00:00Z");

        assertThat(api.get(API + "/test-clocks/" + made.text("id")).text("now")).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(api.post(API + "/test-clocks/" + made.text("id") + "/advance", "{'to': '2026-01-01T00:00:00Z'}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void opensChangesAndFindsAnAccount() {
        String email = "grace-" + unique() + "@globex.example";
        Answer opened = api.post(
                API + "/accounts",
                "{'name': 'Globex', 'currency': 'JPY', 'timeZone': 'Asia/Tokyo', 'locale': 'zh-CN', 'tier': 'V2',"
                        + " 'creditLimit': '500', 'cardToken': 'tok_ok', 'owner': {'name': 'Grace', 'email': '" + email
                        + "', 'phone': '+81 90 1234 5678'}}");
        String id = created(opened);
        assertThat(opened.text("creditLimit")).isEqualTo("500");
        assertThat(opened.body().get("testClockId").isNull()).isTrue();

        Answer changed = api.patch(
                API + "/accounts/" + id,
                "{'creditLimit': '700', 'name': 'Globex KK', 'locale': 'en', 'tier': 'V3', 'timeZone': 'Europe/Paris',"
                        + " 'cashBalance': '1000000', 'currency': 'USD'}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("creditLimit")).isEqualTo("700");
        assertThat(changed.text("currency")).isEqualTo("JPY");
        assertThat(api.get(API + "/accounts/" + id).text("name")).isEqualTo("Globex KK");

        for (String query : List.of(email, id)) {
            JsonNode items = api.get(API + "/accounts?query=" + query).body().get("items");
            assertThat(items.size()).isEqualTo(1);
            assertThat(items.get(0).get("id").stringValue()).isEqualTo(id);
        }
        Answer first = api.get(API + "/accounts?limit=1");
        assertThat(first.body().get("items").size()).isEqualTo(1);
        assertThat(api.get(API + "/accounts?limit=1&cursor=" + first.text("nextCursor"))
                        .text("items.0.id"))
                .isNotEqualTo(first.text("items.0.id"));
    }

    @Test
    void takesAnAccountsTierAway() {
        String path = API + "/accounts/" + account;
        assertThat(api.patch(path, "{'tier': 'V3'}").text("tier")).isEqualTo("V3");
        assertThat(api.patch(path, "{'name': 'Acme Holding'}").text("tier")).isEqualTo("V3");
        Answer without = api.patch(path, "{'tier': null}");
        assertThat(without.status()).isEqualTo(200);
        assertThat(without.body().get("tier").isNull()).isTrue();
        assertThat(without.text("name")).isEqualTo("Acme Holding");
    }

    @Test
    void takesTheOwnersAddressesAsVerified() {
        JsonNode owner =
                api.get(API + "/accounts/" + account + "/receivers").body().at("/items/0");
        assertThat(owner.get("owner").booleanValue()).isTrue();
        assertThat(owner.get("emailVerified").booleanValue()).isTrue();
    }

    @Test
    void topsUpAndShowsStandingAndLedger() {
        fixture.bill(account, "40.00", START);
        Answer topUp = api.post(
                API + "/accounts/" + account + "/top-ups", "{'amount': '100.00', 'reference': '" + unique() + "'}");
        assertThat(topUp.status()).isEqualTo(201);
        assertThat(topUp.text("applied.0.amount")).isEqualTo("40.00");
        assertThat(topUp.text("cashBalance")).isEqualTo("60.00");

        Answer standing = api.get(API + "/accounts/" + account + "/standing");
        assertThat(standing.body().propertyNames())
                .containsExactly(
                        "currency",
                        "cashBalance",
                        "creditLimit",
                        "creditUsed",
                        "availableQuota",
                        "generalCashCoupons",
                        "cashCoupons",
                        "availableFunds",
                        "arrears",
                        "arrearsSince",
                        "inArrears");
        assertThat(standing.text("availableFunds")).isEqualTo("60.00");
        assertThat(standing.body().get("inArrears").booleanValue()).isFalse();

        assertThat(kinds(api.get(API + "/accounts/" + account + "/ledger"))).containsExactly("BILL_PAYMENT", "TOP_UP");
        Answer first = api.get(API + "/accounts/" + account + "/ledger?limit=1");
        assertThat(kinds(api.get(API + "/accounts/" + account + "/ledger?limit=1&cursor=" + first.text("nextCursor"))))
                .containsExactly("TOP_UP");
    }

    @Test
    void grantsCouponsPutsACardAndCorrects() {
        Answer coupon = api.post(
                API + "/accounts/" + account + "/coupons",
                "{'kind': 'PRODUCT', 'amount': '50', 'productCode': 'dws', 'validUntil': '2026-07-01T00:00:00Z'}");
        assertThat(coupon.status()).isEqualTo(201);
        assertThat(coupon.text("remaining")).isEqualTo("50.00");
        assertThat(coupon.text("validFrom")).isEqualTo(START);

        Answer card = api.put(API + "/accounts/" + account + "/card", "{'token': 'tok_ok'}");
        assertThat(card.status()).isEqualTo(200);
        assertThat(api.get(API + "/accounts/" + account)
                        .body()
                        .get("cardOnFile")
                        .booleanValue())
                .isTrue();

        Answer correction =
                api.post(API + "/accounts/" + account + "/corrections", "{'amount': '12.50', 'reason': 'Goodwill'}");
        assertThat(correction.status()).isEqualTo(201);
        assertThat(correction.text("cashBalance")).isEqualTo("12.50");
    }

    @Test
    void recordsPaysVoidsAndDisputesBills() {
        Answer recorded = api.post(
                API + "/accounts/" + account + "/bills",
                "{'productCode': 'dws', 'amount': '40.00', 'dueAt': '2026-02-01T00:00:00Z', 'reference': 'INV-1',"
                        + " 'lines': [{'description': 'Compute', 'amount': '30.00'},"
                        + " {'description': 'Storage', 'amount': '10.00'}]}");
        String bill = created(recorded);
        assertThat(recorded.text("status")).isEqualTo("OPEN");
        assertThat(recorded.text("outstanding")).isEqualTo("40.00");
        assertThat(recorded.text("lines.1.amount")).isEqualTo("10.00");

        fixture.topUp(account, "15.00");
        Answer paid = api.post(API + "/bills/" + bill + "/payments", "{'source': 'FUNDS'}");
        assertThat(paid.status()).isEqualTo(201);
        assertThat(paid.text("amount")).isEqualTo("15.00");
        assertThat(paid.text("outstanding")).isEqualTo("25.00");

        Answer disputed = api.post(API + "/bills/" + bill + "/dispute", "{'reason': 'Too much'}");
        assertThat(disputed.status()).isEqualTo(200);
        assertThat(disputed.text("status")).isEqualTo("DISPUTED");
        Answer closed = api.post(API + "/bills/" + bill + "/dispute/close", "{'inFavourOf': 'PROVIDER'}");
        assertThat(closed.text("status")).isEqualTo("OVERDUE");
        assertThat(closed.text("dueAt")).isEqualTo(START);

        Answer voided = api.post(API + "/bills/" + bill + "/void", "{'reason': 'A mistake'}");
        assertThat(voided.status()).isEqualTo(200);
        assertThat(voided.text("status")).isEqualTo("VOID");
        assertThat(api.get(API + "/accounts/" + account + "/standing").text("cashBalance"))
                .isEqualTo("15.00");

        assertThat(api.get(API + "/bills/" + bill).text("status")).isEqualTo("VOID");
        assertThat(api.get(API + "/accounts/" + account + "/bills?status=VOID").text("items.0.id"))
                .isEqualTo(bill);
        assertThat(api.get(API + "/accounts/" + account + "/bills?status=PAID")
                        .body()
                        .get("items")
                        .size())
                .isZero();
    }

    /** F3: what a declined card leaves behind is kept although the call is refused. */
    @Test
    void keepsTheNoticeOfADeclinedCard() {
        String bill = fixture.bill(account, "40.00", "2026-02-01T00:00:00Z");
        api.put(API + "/accounts/" + account + "/card", "{'token': 'tok_declined'}");

        Answer declined = api.post(API + "/bills/" + bill + "/payments", "{'source': 'CARD'}");

        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text("code")).isEqualTo("CARD_DECLINED");
        assertThat(api.get(API + "/accounts/" + account + "/notices?stage=PAYMENT_FAILED")
                        .body()
                        .get("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void setsTheBalanceAlert() {
        Answer set = api.put(
                API + "/accounts/" + account + "/balance-alert",
                "{'enabled': true, 'thresholds': ['50', '100.00'], 'repeats': 2}");
        assertThat(set.status()).isEqualTo(200);
        Answer read = api.get(API + "/accounts/" + account + "/balance-alert");
        assertThat(texts(read.body().get("thresholds"))).containsExactly("100.00", "50.00");
        assertThat(read.body().get("repeats").intValue()).isEqualTo(2);
        assertThat(read.body().get("enabled").booleanValue()).isTrue();
    }

    /** R1: day 0 -> overdue, day 15 -> frozen, and what may be done meanwhile. */
    @Test
    void showsAResourceThroughItsPhases() {
        String resource = fixture.resource(account, "warehouse-" + unique());
        Answer active = api.get(API + "/resources/" + resource);
        assertThat(active.text("phase")).isEqualTo("ACTIVE");
        assertThat(active.body().get("next").isNull()).isTrue();
        assertThat(active.body().get("expiresAt").isNull()).isTrue();
        assertThat(active.body().get("charging").booleanValue()).isTrue();

        fixture.bill(account, "40.00", START);
        Answer grace = api.get(API + "/resources/" + resource);
        assertThat(grace.text("phase")).isEqualTo("GRACE");
        assertThat(grace.text("next.phase")).isEqualTo("RETENTION");
        assertThat(grace.text("next.at")).isEqualTo("2026-01-16T00:00:00Z");

        Answer extended =
                api.post(API + "/resources/" + resource + "/extensions", "{'days': 1, 'reason': 'On its way'}");
        assertThat(extended.status()).isEqualTo(201);
        assertThat(extended.text("next.at")).isEqualTo("2026-01-17T00:00:00Z");

        assertThat(extended.body().get("charging").booleanValue()).isTrue();

        fixture.advance(clock, "2026-01-17T00:00:00Z");
        Answer frozen = api.get(API + "/resources/" + resource);
        assertThat(frozen.body().get("charging").booleanValue()).isFalse();
        assertThat(frozen.text("phase")).isEqualTo("RETENTION");
        assertThat(frozen.text("label")).isEqualTo("Frozen");

        Answer held = api.post(API + "/resources/" + resource + "/holds", "{'reason': 'A court asks'}");
        assertThat(held.status()).isEqualTo(201);
        assertThat(held.text("releaseWithheld")).isEqualTo("A court asks");
        assertThat(api.delete(API + "/resources/" + resource + "/holds").status())
                .isEqualTo(200);

        JsonNode transitions =
                api.get(API + "/resources/" + resource + "/transitions").body().get("items");
        assertThat(transitions.get(0).get("from").isNull()).isTrue();
        assertThat(transitions.get(2).get("to").stringValue()).isEqualTo("RETENTION");
        assertThat(transitions.get(2).get("effectiveAt").stringValue()).isEqualTo("2026-01-17T00:00:00Z");

        assertThat(api.get(API + "/accounts/" + account + "/resources?phase=RETENTION")
                        .text("items.0.id"))
                .isEqualTo(resource);
        assertThat(api.post(
                                API + "/accounts/" + account + "/resources",
                                "{'name': 'another', 'productCode': 'dws',"
                                        + " 'region': 'cn-north-4', 'billingMode': 'PAY_AS_YOU_GO'}")
                        .text("code"))
                .isEqualTo("ACCOUNT_IN_ARREARS");
        assertThat(api.delete(API + "/resources/" + resource).status()).isEqualTo(409);
    }

    /** R11: what is wrong with a resource is said when it is registered, not when its clock starts. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "SUBSCRIPTION,  none,                 expiresAt",
                "PACKAGE,       none,                 expiresAt",
                "SUBSCRIPTION,  2026-01-01T00:00:00Z, expiresAt",
                "PACKAGE,       2025-12-31T23:59:59Z, expiresAt",
                "PAY_AS_YOU_GO, 2026-02-01T00:00:00Z, expiresAt",
                "none,          none,                 billingMode",
                "LEASE,         none,                 billingMode"
            })
    void refusesToRegisterAResourceThatCouldNotBeDecidedAboutR11(String mode, String expiresAt, String field) {
        Answer answer = api.post(
                API + "/accounts/" + account + "/resources",
                "{'name': 'warehouse-" + unique() + "', 'productCode': 'dws', 'region': 'cn-north-4'"
                        + (mode == null ? "" : ", 'billingMode': '" + mode + "'")
                        + (expiresAt == null ? "" : ", 'expiresAt': '" + expiresAt + "'") + "}");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(422);
        assertThat(answer.text("errors.0.field")).isEqualTo(field);
        assertThat(api.get(API + "/accounts/" + account + "/resources")
                        .body()
                        .get("items")
                        .size())
                .isZero();
    }

    /** R1: whether use is charged in RETENTION is the policy's word; R11: a product not in the product table can be registered. */
    @Test
    void chargesInRetentionWhereThePolicySaysSo() {
        String product = "charged-" + unique().substring(0, 8);
        Answer added = api.post(
                API + "/policies",
                "{'code': '" + product + "', 'productCode': '" + product + "', 'billingMode': 'PAY_AS_YOU_GO',"
                        + " 'grace': 'P0D', 'retention': 'P30D', 'label': 'Stopped', 'finalNoticeLead': 'P1D',"
                        + " 'chargedInRetention': true, 'reminders': {'expiry': [], 'suspension': [], 'release': ['P1D']},"
                        + " 'allowedInRetention': [], 'denial': {'code': 'X.1', 'message': 'Denied'},"
                        + " 'activeFrom': '2026-01-01T00:00:00Z'}");
        assertThat(added.status()).as(added.raw().body()).isEqualTo(201);
        String resource = created(api.post(
                API + "/accounts/" + account + "/resources",
                "{'name': 'one', 'productCode': '" + product
                        + "', 'region': 'cn-north-4', 'billingMode': 'PAY_AS_YOU_GO'}"));
        fixture.bill(account, "40.00", START);

        Answer stopped = api.get(API + "/resources/" + resource);
        assertThat(stopped.text("resourceName")).isEqualTo(product + ":cn-north-4:" + account + ":resource/one");
        assertThat(stopped.text("phase")).isEqualTo("RETENTION");
        assertThat(stopped.text("label")).isEqualTo("Stopped");
        assertThat(stopped.body().get("charging").booleanValue()).isTrue();
    }

    /** R5: nobody could act on a final notice that is accepted and carried out in the same instant. */
    @Test
    void refusesAPolicyWithoutTimeToActOnTheFinalNotice() {
        Answer answer = api.post(
                API + "/policies",
                "{'code': 'hasty', 'productCode': 'hasty', 'billingMode': 'PAY_AS_YOU_GO', 'grace': 'P1D',"
                        + " 'retention': 'P1D', 'label': 'Stopped', 'finalNoticeLead': 'PT0S',"
                        + " 'denial': {'code': 'X.1', 'message': 'Denied'}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("errors.0.field")).isEqualTo("finalNoticeLead");
    }

    @Test
    void showsTheTimelineInTheOrderOfTime() {
        String resource = fixture.resource(account, "warehouse-" + unique());
        fixture.bill(account, "40.00", "2026-01-05T00:00:00Z");

        JsonNode items = api.get(API + "/accounts/" + account + "/timeline?until=2026-03-01T00:00:00Z")
                .body()
                .get("items");

        List<String> phases = new ArrayList<>();
        List<String> instants = new ArrayList<>();
        items.forEach(item -> {
            instants.add(item.get("at").stringValue());
            if (item.get("kind").stringValue().equals("TRANSITION")) {
                phases.add(item.get("at").stringValue() + " " + item.get("to").stringValue());
                assertThat(item.get("resourceId").stringValue()).isEqualTo(resource);
            }
        });
        assertThat(phases)
                .containsExactly(
                        "2026-01-05T00:00:00Z GRACE",
                        "2026-01-20T00:00:00Z RETENTION",
                        "2026-02-04T00:00:00Z RELEASED");
        assertThat(instants).isSorted();
        assertThat(api.get(API + "/accounts/" + account + "/timeline").status()).isEqualTo(200);
    }

    @Test
    void renewsASubscription() {
        String resource = fixture.subscription(account, "yearly-" + unique(), "2026-02-01T00:00:00Z");
        Answer refused = api.post(API + "/resources/" + resource + "/renewals", "{'period': 'P1M', 'price': '100.00'}");
        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.text("code")).isEqualTo("INSUFFICIENT_FUNDS");

        fixture.topUp(account, "300.00");
        Answer renewed = api.post(API + "/resources/" + resource + "/renewals", "{'period': 'P1M', 'price': '100.00'}");
        assertThat(renewed.status()).isEqualTo(201);
        assertThat(renewed.text("expiresAt")).isEqualTo("2026-03-01T00:00:00Z");

        Answer auto = api.put(
                API + "/resources/" + resource + "/auto-renew",
                "{'enabled': true, 'period': 'P1M', 'price': '100.00'}");
        assertThat(auto.status()).isEqualTo(200);
        assertThat(auto.text("autoRenew.period")).isEqualTo("P1M");
        assertThat(api.put(API + "/resources/" + resource + "/auto-renew", "{'enabled': false}")
                        .body()
                        .at("/autoRenew/enabled")
                        .booleanValue())
                .isFalse();
    }

    /** R8: the refusal names the shortest period that would do. */
    @Test
    void namesTheMinimumPeriodOfARenewalThatIsTooShort() {
        String resource = fixture.subscription(account, "late-" + unique(), "2026-01-02T00:00:00Z");
        fixture.topUp(account, "300.00");
        fixture.advance(clock, "2026-01-20T00:00:00Z");
        api.post(API + "/resources/" + resource + "/extensions", "{'days': 30, 'reason': 'On its way'}");
        fixture.advance(clock, "2026-02-05T00:00:00Z");
        Answer refused = api.post(API + "/resources/" + resource + "/renewals", "{'period': 'P1M', 'price': '100.00'}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo("RENEWAL_TOO_SHORT");
        assertThat(refused.text("minimumPeriod")).isEqualTo("P2M");
    }

    @Test
    void changesOverAndDeletes() {
        String resource = fixture.resource(account, "moving-" + unique());
        fixture.topUp(account, "900.00");
        Answer moved = api.post(
                API + "/resources/" + resource + "/billing-mode",
                "{'billingMode': 'SUBSCRIPTION', 'expiresAt': '2027-01-01T00:00:00Z', 'price': '900.00'}");
        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.text("billingMode")).isEqualTo("SUBSCRIPTION");

        Answer deleted = api.delete(API + "/resources/" + resource);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text("phase")).isEqualTo("RELEASED");
    }

    /** R6: an open-ended retention is released when an operator schedules it. */
    @Test
    void schedulesAndCancelsARelease() {
        String resource = created(api.post(
                API + "/accounts/" + account + "/resources",
                "{'name': 'etl_" + unique().substring(0, 8) + "', 'productCode': 'maxcompute', 'region': 'cn',"
                        + " 'billingMode': 'PAY_AS_YOU_GO'}"));
        fixture.bill(account, "40.00", START);
        fixture.advance(clock, "2026-01-20T00:00:00Z");
        assertThat(api.post(API + "/resources/" + resource + "/scheduled-release", "{'at': '2026-01-20T01:00:00Z'}")
                        .status())
                .isEqualTo(422);
        Answer scheduled =
                api.post(API + "/resources/" + resource + "/scheduled-release", "{'at': '2026-02-01T00:00:00Z'}");
        assertThat(scheduled.status()).as(scheduled.raw().body()).isEqualTo(201);
        assertThat(scheduled.text("scheduledReleaseAt")).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(api.delete(API + "/resources/" + resource + "/scheduled-release")
                        .status())
                .isEqualTo(200);
        assertThat(api.post(API + "/resources/" + resource + "/release", "{'reason': 'Asked for'}")
                        .status())
                .isIn(200, 409);
    }

    /** A3: a denial says code, message, account, phase, arrears, deadline and remedy. */
    @Test
    void answersAccessDecisions() {
        String name = "etl_" + unique().substring(0, 8);
        created(api.post(
                API + "/accounts/" + account + "/resources",
                "{'name': '" + name + "', 'productCode': 'maxcompute', 'region': 'cn',"
                        + " 'billingMode': 'PAY_AS_YOU_GO'}"));
        String question = "{'resourceName': 'acs:odps:*:projects/" + name + "', 'operation': 'READ'}";
        Answer allowed = api.post(API + "/access-decisions", question);
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.text("decision")).isEqualTo("ALLOW");
        assertThat(allowed.text("accessMode")).isEqualTo("AllAllowed");

        fixture.bill(account, "40.00", START);
        fixture.advance(clock, "2026-01-16T00:00:00Z");
        Answer denied = api.post(API + "/access-decisions", question);
        assertThat(denied.text("decision")).isEqualTo("DENY");
        assertThat(denied.text("accessMode")).isEqualTo("AllDenied");
        assertThat(denied.text("code")).isEqualTo("ODPS-0420095");
        assertThat(denied.text("message")).contains("{acs:odps:*:projects/" + name + "}");
        assertThat(denied.text("arrears")).isEqualTo("40.00");
        assertThat(denied.text("phase")).isEqualTo("RETENTION");

        Answer batch = api.post(
                API + "/access-decisions/batch",
                "[{'accountId': '" + account + "', 'operation': 'PURCHASE'},"
                        + " {'resourceId': '12345', 'operation': 'READ'}, " + question + "]");
        assertThat(batch.status()).isEqualTo(200);
        assertThat(batch.text("0.accessMode")).isEqualTo("PaidDenied");
        assertThat(batch.text("0.code")).isEqualTo("ACCOUNT_IN_ARREARS");
        assertThat(batch.text("1.code")).isEqualTo("NOT_FOUND");
        assertThat(batch.text("2.code")).isEqualTo("ODPS-0420095");
        assertThat(api.post(
                                API + "/access-decisions/batch",
                                "[" + "{'accountId': '1', 'operation': 'PURCHASE'},".repeat(500)
                                        + "{'accountId': '1', 'operation': 'PURCHASE'}]")
                        .status())
                .isEqualTo(422);
        Answer tooWide = api.post(API + "/access-decisions", "{'accountId': '" + account + "', 'operation': 'WRITE'}");
        assertThat(tooWide.status()).as("A1: of an account PURCHASE alone").isEqualTo(422);
        assertThat(tooWide.text("errors.0.field")).isEqualTo("operation");
    }

    /** D12: each notice shows its deliveries. */
    @Test
    void listsNoticesWithTheirDeliveries() {
        fixture.bill(account, "40.00", START);
        fixture.advance(clock, "2026-01-02T00:00:00Z");

        JsonNode overdue = api.get(API + "/accounts/" + account + "/notices?stage=OVERDUE")
                .body()
                .at("/items/0");

        assertThat(overdue.get("createdAt").stringValue()).isEqualTo(START);
        assertThat(overdue.get("subject").stringValue()).isNotBlank();
        assertThat(overdue.get("type").stringValue()).isEqualTo("PRODUCT_OVERDUE_SUSPENSION_RELEASE");
        JsonNode delivery = overdue.at("/deliveries/0");
        assertThat(delivery.get("channel").stringValue()).isEqualTo("EMAIL");
        assertThat(delivery.get("status").stringValue()).isEqualTo("ACCEPTED");
        assertThat(delivery.get("receiver").stringValue()).isEqualTo("Ada Chen");
    }

    @Test
    void addsVerifiesAndRemovesReceivers() {
        String path = API + "/accounts/" + account + "/receivers";
        Answer added = api.post(path, "{'name': 'Robin', 'email': 'robin@example.com', 'phone': '+14155550101'}");
        assertThat(added.status()).as(added.raw().body()).isEqualTo(201);
        assertThat(added.body().get("emailVerified").booleanValue()).isFalse();
        Answer trusted = api.post(path, "{'name': 'Finance', 'email': 'finance@example.com', 'verified': true}");
        assertThat(trusted.body().get("emailVerified").booleanValue()).isTrue();
        assertThat(api.get(path).body().get("items").size()).isEqualTo(3);

        String robin = added.text("id");
        assertThat(api.post(API + "/receivers/" + robin + "/verification", null).status())
                .isEqualTo(202);
        Answer again = api.post(API + "/receivers/" + robin + "/verification", null);
        assertThat(again.status()).isEqualTo(429);
        assertThat(again.text("code")).isEqualTo("TOO_SOON");
        assertThat(again.raw().headers().firstValue("Retry-After")).hasValue("60");
        fixture.advance(clock, "2026-01-01T00:02:00Z");
        assertThat(api.post(API + "/receivers/" + robin + "/verification", null).status())
                .isEqualTo(202);

        assertThat(api.get(API + "/receivers/" + robin).text("name")).isEqualTo("Robin");
        assertThat(api.delete(API + "/receivers/" + robin).status()).isEqualTo(204);
        assertThat(api.delete(path + "/" + trusted.text("id")).status()).isEqualTo(204);
        assertThat(api.get(API + "/receivers/" + robin).status()).isEqualTo(404);
    }

    @Test
    void choosesWhereAMessageTypeGoes() {
        String owner = api.get(API + "/accounts/" + account + "/receivers").text("items.0.id");
        String path = API + "/accounts/" + account + "/message-settings";
        Answer put =
                api.put(path + "/ACCOUNT_BALANCE_ALERT", "{'channels': ['EMAIL'], 'receiverIds': ['" + owner + "']}");
        assertThat(put.status()).as(put.raw().body()).isEqualTo(200);
        Answer read = api.get(path + "/ACCOUNT_BALANCE_ALERT");
        assertThat(texts(read.body().get("channels"))).containsExactly("EMAIL");
        assertThat(texts(read.body().get("receiverIds"))).containsExactly(owner);
        assertThat(api.get(path).body().get("items").size()).isEqualTo(5);
        assertThat(api.put(
                                path + "/PRODUCT_OVERDUE_SUSPENSION_RELEASE",
                                "{'channels': ['SMS'], 'receiverIds': ['" + owner + "']}")
                        .status())
                .isEqualTo(422);
    }

    /** R9: a version applies from its activeFrom on; a preview stores nothing. */
    @Test
    void addsAndPreviewsPolicies() {
        String code = "api-" + unique();
        String draft = "{'code': '" + code + "', 'productCode': '" + code + "', 'billingMode': 'PAY_AS_YOU_GO',"
                + " 'grace': 'P7D', 'retention': null, 'label': 'Stopped', 'finalNoticeLead': 'P1D',"
                + " 'chargedInRetention': false, 'reminders': {'expiry': [], 'suspension': ['P3D'], 'release': ['P1D']},"
                + " 'allowedInRetention': ['READ'], 'denial': {'code': 'X.1', 'message': 'Denied on {resourceName}'},"
                + " 'activeFrom': '2026-01-01T00:00:00+08:00'}";
        Answer preview = api.post(API + "/policies/" + code + "/preview", draft);
        assertThat(preview.status()).as(preview.raw().body()).isEqualTo(200);
        assertThat(preview.body().get("days").size()).isEqualTo(30);
        assertThat(api.get(API + "/policies/" + code + "/versions").status()).isEqualTo(404);

        Answer added = api.post(API + "/policies", draft);
        assertThat(added.status()).as(added.raw().body()).isEqualTo(201);
        assertThat(added.body().get("version").intValue()).isEqualTo(1);
        assertThat(added.body().get("retention").isNull()).isTrue();
        assertThat(added.text("activeFrom")).isEqualTo("2025-12-31T16:00:00Z");
        assertThat(api.post(API + "/policies", draft).body().get("version").intValue())
                .isEqualTo(2);
        assertThat(api.get(API + "/policies/" + code + "/versions")
                        .body()
                        .get("items")
                        .size())
                .isEqualTo(2);
        assertThat(api.get(API + "/policies").body().get("items").size()).isGreaterThan(5);
    }

    /** D10: in commit order, with a cursor, and acknowledged. */
    @Test
    void readsAndAcknowledgesTheEventFeed() {
        ApiClient own = fixture.limitedTo(account);
        fixture.resource(account, "warehouse-" + unique());
        fixture.bill(account, "40.00", START);

        Answer feed = own.get(API + "/events");
        List<String> types = new ArrayList<>();
        feed.body().get("items").forEach(event -> types.add(event.get("type").stringValue()));
        assertThat(types).contains("resource.registered", "resource.grace", "account.arrears");
        assertThat(own.get(API + "/events?after=" + feed.text("nextCursor"))
                        .body()
                        .get("items")
                        .size())
                .isZero();

        String first = own.get(API + "/events?after=0&limit=1").text("nextCursor");
        assertThat(own.get(API + "/events?after=0&limit=1&cursor=" + first).text("items.0.id"))
                .isEqualTo(feed.text("items.1.id"));

        Answer acknowledged = own.post(
                API + "/events/acknowledgements", "{'eventIds': ['" + feed.text("items.0.id") + "', '999999999']}");
        assertThat(acknowledged.status()).isEqualTo(200);
        assertThat(acknowledged.body().get("acknowledged").intValue()).isEqualTo(1);
        assertThat(own.get(API + "/events").body().at("/items/0/acknowledgedAt").isString())
                .isTrue();
    }

    @Test
    void listsDeadDeliveries() {
        assertThat(api.get(API + "/deliveries?status=DEAD").body().get("items").isArray())
                .isTrue();
        assertThat(api.post(API + "/deliveries/1/resend", null).status()).isEqualTo(404);
        assertThat(api.post(API + "/deliveries/1/dismiss", null).status()).isEqualTo(404);
    }

    private static List<String> kinds(Answer ledger) {
        List<String> kinds = new ArrayList<>();
        ledger.body().get("items").forEach(entry -> kinds.add(entry.get("kind").stringValue()));
        return kinds;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.stringValue()));
        return texts;
    }
}
