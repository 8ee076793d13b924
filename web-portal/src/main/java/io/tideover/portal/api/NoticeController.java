package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.delivery.Delivery;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryLog.Sent;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.notice.NoticeTexts;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Notices with their deliveries (D12), and the deliveries that operators have to look at (D3). */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Notices and deliveries")
class NoticeController {

    @Schema(name = "NoticeDelivery")
    record NoticeDelivery(
            @Schema(example = "10061") String id,
            @Schema(example = "Ada Chen") String receiver,
            ChannelKind channel,
            @Schema(example = "owner@acme.example") String address,
            DeliveryStatus status,
            int attempts,

            @Nullable @Schema(description = "What the provider said.")
            String lastError,

            @Nullable Instant acceptedAt) {

        static NoticeDelivery of(Delivery delivery) {
            return new NoticeDelivery(
                    Texts.id(delivery.id()),
                    delivery.receiver(),
                    delivery.channel(),
                    delivery.address(),
                    delivery.status(),
                    delivery.attempts(),
                    delivery.lastError(),
                    delivery.acceptedAt());
        }
    }

    @Schema(name = "Notice")
    record NoticeJson(
            @Schema(example = "10060") String id,
            MessageType type,
            Stage stage,

            @Schema(description = "The instant it fell due.")
            Instant createdAt,

            @Schema(description = "When it was stored.") Instant recordedAt,
            String subject,
            List<String> resourceIds,
            List<String> billIds,
            List<NoticeDelivery> deliveries) {}

    @Schema(name = "Delivery")
    record DeliveryJson(
            @Schema(example = "10061") String id,
            @Schema(example = "10001") String accountId,
            @Schema(example = "10060") String noticeId,
            @Schema(example = "Ada Chen") String receiver,
            ChannelKind channel,
            @Schema(example = "owner@acme.example") String address,
            DeliveryStatus status,
            int attempts,
            @Nullable String provider,

            @Nullable @Schema(description = "What the provider said.")
            String lastError,

            @Nullable Instant nextAttemptAt,
            @Nullable Instant acceptedAt) {

        static DeliveryJson of(Delivery delivery) {
            return new DeliveryJson(
                    Texts.id(delivery.id()),
                    Texts.id(delivery.accountId()),
                    Texts.id(delivery.noticeId()),
                    delivery.receiver(),
                    delivery.channel(),
                    delivery.address(),
                    delivery.status(),
                    delivery.attempts(),
                    delivery.provider(),
                    delivery.lastError(),
                    delivery.attemptAt(),
                    delivery.acceptedAt());
        }
    }

    private final DeliveryLog log;
    private final NoticeTexts texts;
    private final AccountCards accounts;

    NoticeController(DeliveryLog log, NoticeTexts texts, AccountCards accounts) {
        this.log = log;
        this.texts = texts;
        this.accounts = accounts;
    }

    @Operation(
            summary = "An account's notices and what became of them, oldest first",
            description = "A page holds fewer than its limit where they name very many resources: go by nextCursor.")
    @GetMapping("/accounts/{accountId}/notices")
    @Scoped(ApiScope.MESSAGES_READ)
    Listing<NoticeJson> notices(
            @PathVariable long accountId,
            @RequestParam(required = false) @Schema(implementation = Stage.class) @Nullable String stage,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        AccountCard account = accounts.get(accountId);
        Page<Sent> page = log.page(accountId, Inputs.constant("stage", Stage.class, stage), cursor, Page.limit(limit));
        return Listing.of(page, sent -> shown(sent, account));
    }

    @Operation(summary = "Deliveries of all accounts in a status, newest first")
    @GetMapping("/deliveries")
    @Scoped(value = ApiScope.OPERATIONS, providerWide = true)
    Listing<DeliveryJson> deliveries(
            @RequestParam(required = false)
                    @Schema(implementation = DeliveryStatus.class, defaultValue = "DEAD")
                    @Nullable
                    String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        DeliveryStatus wanted = Inputs.constant("status", DeliveryStatus.class, status);
        return Listing.of(
                log.inStatus(wanted == null ? DeliveryStatus.DEAD : wanted, cursor, Page.limit(limit)),
                DeliveryJson::of);
    }

    @Operation(summary = "Try a dead delivery again")
    @PostMapping("/deliveries/{deliveryId}/resend")
    @Scoped(value = ApiScope.OPERATIONS, providerWide = true)
    DeliveryJson resend(@PathVariable long deliveryId) {
        return DeliveryJson.of(log.resend(deliveryId));
    }

    @Operation(summary = "Take a dead delivery off the list")
    @PostMapping("/deliveries/{deliveryId}/dismiss")
    @Scoped(value = ApiScope.OPERATIONS, providerWide = true)
    DeliveryJson dismiss(@PathVariable long deliveryId) {
        return DeliveryJson.of(log.dismiss(deliveryId, Caller.name()));
    }

    private NoticeJson shown(Sent sent, AccountCard account) {
        StoredNotice notice = sent.notice();
        return new NoticeJson(
                Texts.id(notice.id()),
                notice.type(),
                notice.stage(),
                notice.createdAt(),
                notice.recordedAt(),
                texts.subject(notice, account, account.locale()),
                sent.resourceIds().stream().map(Texts::id).toList(),
                sent.billIds().stream().map(Texts::id).toList(),
                sent.deliveries().stream().map(NoticeDelivery::of).toList());
    }
}
