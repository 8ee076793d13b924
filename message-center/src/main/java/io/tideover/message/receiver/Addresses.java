package io.tideover.message.receiver;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import io.tideover.lifecycle.refusal.Refusal;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a name, an email address and a phone number may be (M6). */
final class Addresses {

    static final int LONGEST_NAME = 100;
    static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_LOCAL_PART = 64;

    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Line and paragraph separators and every control or invisible formatting character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private Addresses() {}

    static String name(String raw) {
        String name = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
        if (name.isEmpty()) {
            throw Refusal.invalid("name", "must not be empty");
        }
        if (name.length() > LONGEST_NAME) {
            throw Refusal.invalid("name", "must be at most {} characters", LONGEST_NAME);
        }
        if (UNPRINTABLE.matcher(name).find()) {
            throw Refusal.invalid("name", "must not contain control characters");
        }
        return name;
    }

    /** What two names that count as the same have in common. */
    static String nameKey(String name) {
        return name.strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    static String email(String raw) {
        String email = raw.strip();
        if (email.isEmpty()) {
            throw Refusal.invalid("email", "must not be empty");
        }
        if (email.length() > LONGEST_EMAIL) {
            throw Refusal.invalid("email", "must be at most {} characters", LONGEST_EMAIL);
        }
        if (UNPRINTABLE.matcher(email).find()) {
            throw Refusal.invalid("email", "must not contain control characters");
        }
        int at = email.lastIndexOf('@');
        if (at < 1
                || at > LONGEST_LOCAL_PART
                || email.chars().anyMatch(c -> c > 126 || c == ' ')
                || !DOMAIN.matcher(email.substring(at + 1).toLowerCase(Locale.ROOT))
                        .matches()) {
            throw Refusal.invalid("email", "must be an email address such as name@example.com");
        }
        try {
            var parsed = InternetAddress.parse(email, true);
            if (parsed.length != 1 || !email.equals(parsed[0].getAddress())) {
                throw Refusal.invalid("email", "must be one email address such as name@example.com");
            }
        } catch (AddressException e) {
            throw Refusal.invalid("email", "must be an email address such as name@example.com");
        }
        return email.substring(0, at) + email.substring(at).toLowerCase(Locale.ROOT);
    }

    /** The number in E.164, or null where none is given. */
    static @Nullable String phone(@Nullable String raw) {
        if (raw == null || raw.isBlank()) {
            return null;
        }
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var number = numbers.parse(raw.strip(), null);
            if (numbers.isPossibleNumber(number) && !number.hasExtension()) {
                return numbers.format(number, PhoneNumberFormat.E164);
            }
        } catch (NumberParseException e) {
            throw Refusal.invalid("phone", "must be a phone number with its country code, such as +14155550100");
        }
        throw Refusal.invalid("phone", "must be a phone number with its country code, such as +14155550100");
    }
}
