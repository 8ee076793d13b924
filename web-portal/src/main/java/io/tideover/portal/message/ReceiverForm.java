package io.tideover.portal.message;

import io.tideover.message.receiver.ContactDetails;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receiver;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What <i>Add Receiver</i> and the form that edits a receiver hold. */
record ReceiverForm(
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String language) {

    static final ReceiverForm EMPTY = new ReceiverForm("", "", "", "");

    static ReceiverForm of(Receiver receiver) {
        var email = receiver.email();
        var phone = receiver.phone();
        Locale locale = receiver.locale();
        return new ReceiverForm(
                receiver.name(),
                email == null ? "" : email.value(),
                phone == null ? "" : phone.value(),
                locale == null ? "" : locale.toLanguageTag());
    }

    boolean isBlank() {
        return Stream.of(name, email, phone).allMatch(each -> text(each).isBlank());
    }

    NewReceiver toNew() {
        return new NewReceiver(text(name), text(email), phone, locale(), false);
    }

    ContactDetails toDetails() {
        return new ContactDetails(text(name), text(email), phone, locale());
    }

    private @Nullable Locale locale() {
        return switch (text(language)) {
            case "en" -> Locale.ENGLISH;
            case "zh-CN" -> Locale.SIMPLIFIED_CHINESE;
            default -> null;
        };
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
