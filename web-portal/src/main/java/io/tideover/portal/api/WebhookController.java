package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Page;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.event.EventType;
import io.tideover.message.webhook.Webhook;
import io.tideover.message.webhook.WebhookAttempt;
import io.tideover.message.webhook.WebhookWorker;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints that are told of events as they happen (D9). */
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Webhooks")
class WebhookController {

    private static final String SIGNED = "Messages are signed as the Standard Webhooks specification says.";

    @Schema(name = "NewWebhook")
    record NewWebhookJson(
            @Schema(example = "https://hooks.example.com/tideover") @Nullable
            String url,

            @Schema(example = "[\"resource.retention\"]", description = "Left out or empty: every type.") @Nullable
            List<@Nullable String> eventTypes,

            @Schema(
                    example = "10001",
                    description = "Whose events it is told of; left out: those of all accounts the key is good for.")
            @Nullable
            String accountId,

            @Schema(example = "Freezes machines") @Nullable String description,

            @Nullable
            @Schema(
                    example = "STANDARD",
                    description = "STANDARD: a signed event; SLACK or DINGTALK: a line of text for a chat.")
            String format) {}

    @Schema(name = "WebhookChanges")
    record WebhookChangesJson(
            @Schema(example = "https://hooks.example.com/tideover") @Nullable
            String url,

            @Schema(example = "[\"resource.retention\"]") @Nullable
            List<@Nullable String> eventTypes,

            @Schema(example = "Freezes machines") @Nullable String description,

            @Nullable
            @Schema(
                    example = "STANDARD",
                    description = "STANDARD: a signed event; SLACK or DINGTALK: a line of text for a chat.")
            String format,

            @Schema(example = "true") @Nullable Boolean enabled) {}

    @Schema(name = "Webhook")
    record WebhookJson(
            @Schema(example = "10070") String id,
            @Nullable @Schema(example = "10001") String accountId,

            @Schema(example = "https://hooks.example.com/tideover")
            String url,

            @Schema(example = "Freezes machines") String description,

            @Schema(example = "[\"resource.retention\"]", description = "Empty: every type.")
            List<String> eventTypes,

            @Schema(example = "STANDARD") String format,

            @Schema(description = "GONE: the endpoint answered 410.")
            Webhook.State state,

            Instant createdAt) {

        static WebhookJson of(Webhook webhook) {
            return new WebhookJson(
                    Texts.id(webhook.id()),
                    Texts.idOrNull(webhook.accountId()),
                    webhook.url(),
                    webhook.description(),
                    webhook.eventTypes().stream().map(EventType::code).toList(),
                    webhook.format(),
                    webhook.state(),
                    webhook.createdAt());
        }
    }

    @Schema(name = "WebhookWithSecret")
    record WithSecretJson(
            @Schema(example = "10070") String id,
            @Nullable @Schema(example = "10001") String accountId,

            @Schema(example = "https://hooks.example.com/tideover")
            String url,

            @Schema(example = "Freezes machines") String description,
            @Schema(example = "[\"resource.retention\"]") List<String> eventTypes,
            @Schema(example = "STANDARD") String format,
            Webhook.State state,
            Instant createdAt,

            @Schema(
                    example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                    description = "What messages are signed with. It is shown this once.")
            String secret) {

        static WithSecretJson of(Webhooks.Created created) {
            WebhookJson json = WebhookJson.of(created.webhook());
            return new WithSecretJson(
                    json.id(),
                    json.accountId(),
                    json.url(),
                    json.description(),
                    json.eventTypes(),
                    json.format(),
                    json.state(),
                    json.createdAt(),
                    created.secret());
        }

        @Override
        public String toString() {
            return "WithSecretJson[" + id + "]";
        }
    }

    @Schema(name = "WebhookDelivery")
    record AttemptJson(
            @Schema(example = "msg_10080", description = "The message's webhook-id, the same for each try.")
            String id,

            @Schema(example = "resource.retention") String type,
            DeliveryStatus status,
            int attempts,
            @Nullable Instant attemptedAt,
            @Nullable Instant nextAttemptAt,

            @Nullable @Schema(example = "200", description = "What the endpoint answered last.")
            Integer answerStatus,

            @Nullable @Schema(description = "How its answer began.")
            String answer,

            @Nullable @Schema(description = "Why the last try failed.")
            String error) {

        static AttemptJson of(WebhookAttempt attempt) {
            return new AttemptJson(
                    attempt.messageId(),
                    attempt.type(),
                    attempt.status(),
                    attempt.attempts(),
                    attempt.attemptedAt(),
                    attempt.attemptAt(),
                    attempt.answerStatus(),
                    attempt.answer(),
                    attempt.error());
        }
    }

    private final Accounts accounts;
    private final Webhooks webhooks;
    private final WebhookWorker worker;

    WebhookController(Accounts accounts, Webhooks webhooks, WebhookWorker worker) {
        this.accounts = accounts;
        this.webhooks = webhooks;
        this.worker = worker;
    }

    @Operation(summary = "Register an endpoint", description = SIGNED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.WEBHOOKS_WRITE)
    WithSecretJson add(@RequestBody NewWebhookJson body) {
        Long wanted = Inputs.idOrNull("accountId", body.accountId());
        Long account = wanted == null ? Caller.onlyAccount() : wanted;
        if (account != null) {
            Caller.requireReach(account, "account");
            accounts.get(account);
        }
        return WithSecretJson.of(webhooks.add(
                account,
                Inputs.required("url", body.url()),
                Inputs.all("eventTypes", body.eventTypes()),
                body.description(),
                body.format()));
    }

    @Operation(summary = "Endpoints, oldest first")
    @GetMapping
    @Scoped(ApiScope.WEBHOOKS_READ)
    Listing<WebhookJson> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Long only = Caller.onlyAccount();
        return Listing.of(
                only == null ? webhooks.all(cursor, Page.limit(limit)) : Inputs.slice(webhooks.of(only), limit, cursor),
                WebhookJson::of);
    }

    @Operation(summary = "An endpoint")
    @GetMapping("/{webhookId}")
    @Scoped(ApiScope.WEBHOOKS_READ)
    WebhookJson get(@PathVariable long webhookId) {
        return WebhookJson.of(webhooks.get(webhookId));
    }

    @Operation(summary = "Change an endpoint", description = "What is left out stays as it is.")
    @PatchMapping(path = "/{webhookId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.WEBHOOKS_WRITE)
    WebhookJson change(@PathVariable long webhookId, @RequestBody WebhookChangesJson body) {
        return WebhookJson.of(webhooks.change(
                webhookId,
                new Webhooks.Changes(
                        body.url(),
                        body.eventTypes() == null ? null : Inputs.all("eventTypes", body.eventTypes()),
                        body.description(),
                        body.format(),
                        body.enabled())));
    }

    @Operation(summary = "Remove an endpoint")
    @DeleteMapping("/{webhookId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Scoped(ApiScope.WEBHOOKS_WRITE)
    void remove(@PathVariable long webhookId) {
        webhooks.remove(webhookId);
    }

    @Operation(summary = "Give an endpoint a new secret", description = "The one before it signs as well for 24 hours.")
    @PostMapping("/{webhookId}/rotate-secret")
    @Scoped(ApiScope.WEBHOOKS_WRITE)
    WithSecretJson rotateSecret(@PathVariable long webhookId) {
        return WithSecretJson.of(webhooks.rotateSecret(webhookId));
    }

    @Operation(
            summary = "Send an endpoint a test",
            description = "Once, of the type `webhook.test`; the answer says what came of it.")
    @PostMapping("/{webhookId}/test")
    @Scoped(ApiScope.WEBHOOKS_WRITE)
    AttemptJson test(@PathVariable long webhookId) {
        return AttemptJson.of(worker.test(webhookId));
    }

    @Operation(summary = "What an endpoint was told, newest first")
    @GetMapping("/{webhookId}/deliveries")
    @Scoped(ApiScope.WEBHOOKS_READ)
    Listing<AttemptJson> deliveries(
            @PathVariable long webhookId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(worker.attempts(webhooks.get(webhookId).id(), cursor, Page.limit(limit)), AttemptJson::of);
    }
}
