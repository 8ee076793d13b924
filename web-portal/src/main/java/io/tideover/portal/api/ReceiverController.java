package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Receivers of an account, and which of them each message type goes to on which channels. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Receivers and message settings")
class ReceiverController {

    @Schema(name = "NewReceiver")
    record NewReceiverJson(
            @Schema(example = "Robin Chen") @Nullable String name,
            @Schema(example = "robin@example.com") @Nullable String email,
            @Schema(example = "+14155550101") @Nullable String phone,
            @Schema(example = "en") @Nullable String locale,

            @Schema(
                    example = "false",
                    description = "Takes the addresses as verified; needs the scope receivers:trust.")
            @Nullable
            Boolean verified) {}

    @Schema(name = "Receiver")
    record ReceiverJson(
            @Schema(example = "10050") String id,
            @Schema(example = "10001") String accountId,
            @Schema(example = "Robin Chen") String name,
            @Nullable @Schema(example = "robin@example.com") String email,
            boolean emailVerified,
            @Nullable @Schema(example = "+14155550101") String phone,
            boolean phoneVerified,
            @Nullable @Schema(example = "en") String locale,
            boolean owner,
            Instant createdAt) {

        static ReceiverJson of(Receiver receiver) {
            Locale locale = receiver.locale();
            return new ReceiverJson(
                    Texts.id(receiver.id()),
                    Texts.id(receiver.accountId()),
                    receiver.name(),
                    value(receiver.email()),
                    receiver.emailVerified(),
                    value(receiver.phone()),
                    receiver.phoneVerified(),
                    locale == null ? null : locale.toLanguageTag(),
                    receiver.owner(),
                    receiver.createdAt());
        }

        private static @Nullable String value(Receiver.@Nullable Address address) {
            return address == null ? null : address.value();
        }
    }

    @Schema(name = "NewMessageSetting")
    record NewSetting(
            @Schema(example = "[\"EMAIL\", \"SMS\"]") @Nullable
            List<@Nullable ChannelKind> channels,

            @Schema(example = "[\"10050\"]") @Nullable List<@Nullable String> receiverIds) {}

    @Schema(name = "MessageSetting")
    record SettingJson(
            @Schema(example = "ACCOUNT_BALANCE_ALERT") String type,
            @Schema(example = "Account Balance Alerts") String label,
            List<ChannelKind> channels,
            List<String> receiverIds,

            @Schema(description = "Whether none of them can be reached, so that the owner is told.")
            boolean fallsBack) {

        static SettingJson of(MessageSettings.Row row) {
            return new SettingJson(
                    row.entry().type().name(),
                    row.entry().label(),
                    row.setting().channels().stream().sorted().toList(),
                    row.setting().receiverIds().stream().map(Texts::id).toList(),
                    row.fallsBack());
        }
    }

    private final Accounts accounts;
    private final Receivers receivers;
    private final MessageSettings settings;

    ReceiverController(Accounts accounts, Receivers receivers, MessageSettings settings) {
        this.accounts = accounts;
        this.receivers = receivers;
        this.settings = settings;
    }

    @Operation(summary = "Add a receiver", description = "A link to verify the address goes to it.")
    @PostMapping(path = "/accounts/{accountId}/receivers", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.MESSAGES_WRITE)
    ReceiverJson add(@PathVariable long accountId, @RequestBody NewReceiverJson body) {
        boolean trusted = body.verified() != null && body.verified();
        if (trusted && !Caller.has(ApiScope.RECEIVERS_TRUST)) {
            throw new ApiRefusal(
                    HttpStatus.FORBIDDEN.value(),
                    "MISSING_SCOPE",
                    "The key lacks the scope " + ApiScope.RECEIVERS_TRUST.code() + ".");
        }
        return ReceiverJson.of(receivers.add(
                accountId,
                new NewReceiver(
                        Inputs.required("name", body.name()),
                        Inputs.required("email", body.email()),
                        body.phone(),
                        locale(body.locale()),
                        trusted),
                Caller.name()));
    }

    @Operation(summary = "An account's receivers, its owner first")
    @GetMapping("/accounts/{accountId}/receivers")
    @Scoped(ApiScope.MESSAGES_READ)
    Listing<ReceiverJson> list(
            @PathVariable long accountId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        accounts.get(accountId);
        return Listing.of(Inputs.slice(receivers.list(accountId), limit, cursor), ReceiverJson::of);
    }

    @Operation(summary = "A receiver")
    @GetMapping("/receivers/{receiverId}")
    @Scoped(ApiScope.MESSAGES_READ)
    ReceiverJson get(@PathVariable long receiverId) {
        return ReceiverJson.of(receiver(receiverId));
    }

    @Operation(summary = "Remove a receiver")
    @DeleteMapping("/receivers/{receiverId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Scoped(ApiScope.MESSAGES_WRITE)
    void remove(@PathVariable long receiverId) {
        receivers.remove(receiver(receiverId).accountId(), receiverId, Caller.name());
    }

    @Operation(summary = "Remove a receiver of an account")
    @DeleteMapping("/accounts/{accountId}/receivers/{receiverId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Scoped(ApiScope.MESSAGES_WRITE)
    void remove(@PathVariable long accountId, @PathVariable long receiverId) {
        receivers.remove(accountId, receiverId, Caller.name());
    }

    @Operation(summary = "Send the verification again", description = "At most once in 60 seconds.")
    @PostMapping("/receivers/{receiverId}/verification")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Scoped(ApiScope.MESSAGES_WRITE)
    ReceiverJson verify(
            @PathVariable long receiverId,
            @RequestParam(required = false)
                    @Schema(implementation = ChannelKind.class, defaultValue = "EMAIL")
                    @Nullable
                    String channel) {
        ChannelKind wanted = Inputs.constant("channel", ChannelKind.class, channel);
        receivers.sendVerification(
                receiver(receiverId).accountId(), receiverId, wanted == null ? ChannelKind.EMAIL : wanted);
        return get(receiverId);
    }

    @Operation(summary = "Where every message type goes")
    @GetMapping("/accounts/{accountId}/message-settings")
    @Scoped(ApiScope.MESSAGES_READ)
    Listing<SettingJson> settings(@PathVariable long accountId) {
        return Listing.of(Inputs.slice(settings.list(accountId), null, null), SettingJson::of);
    }

    @Operation(summary = "Where a message type goes")
    @GetMapping("/accounts/{accountId}/message-settings/{type}")
    @Scoped(ApiScope.MESSAGES_READ)
    SettingJson setting(@PathVariable long accountId, @PathVariable String type) {
        return SettingJson.of(settings.get(accountId, MessageSettings.type(type)));
    }

    @Operation(summary = "Choose where a message type goes")
    @PutMapping(path = "/accounts/{accountId}/message-settings/{type}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.MESSAGES_WRITE)
    SettingJson set(@PathVariable long accountId, @PathVariable String type, @RequestBody NewSetting body) {
        List<ChannelKind> channels = Inputs.required("channels", body.channels()).stream()
                .map(channel -> Inputs.required("channels", channel))
                .toList();
        List<Long> receiverIds = Inputs.required("receiverIds", body.receiverIds()).stream()
                .map(id -> Inputs.id("receiverIds", id))
                .toList();
        return SettingJson.of(
                settings.put(accountId, MessageSettings.type(type), channels, receiverIds, Caller.name()));
    }

    private Receiver receiver(long receiverId) {
        return receivers.find(receiverId).orElseThrow(() -> Refusal.notFound("receiver"));
    }

    private static @Nullable Locale locale(@Nullable String tag) {
        if (tag == null) {
            return null;
        }
        Locale locale = Locale.forLanguageTag(tag);
        return switch (locale.getLanguage()) {
            case "en" -> Locale.ENGLISH;
            case "zh" -> Locale.SIMPLIFIED_CHINESE;
            default -> throw Refusal.invalid("locale", "must be en or zh-CN");
        };
    }
}
