package io.tideover.message.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretsTests {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER = Base64.getEncoder().encodeToString(new byte[16]);

    private final WebhookSecrets sealing = secrets(KEY);
    private final WebhookSecrets plain = secrets(null);

    @Test
    void makesSecretsOfTheFormTheSpecificationGives() {
        String secret = sealing.create();
        assertThat(secret).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(secret.substring("whsec_".length())))
                .hasSize(32);
        assertThat(sealing.create()).isNotEqualTo(secret);
    }

    @Test
    void keepsSealedWhatItCanOpenAgain() {
        String secret = sealing.create();
        String kept = sealing.seal(7, secret);
        assertThat(kept).doesNotContain(secret.substring(6)).isNotEqualTo(sealing.seal(7, secret));
        assertThat(sealing.open(7, kept)).isEqualTo(secret);
        assertThat(kept.length()).isLessThan(300);
    }

    @Test
    void opensNothingForAnotherWebhookOrUnderAnotherKey() {
        String kept = sealing.seal(7, sealing.create());
        assertThatThrownBy(() -> sealing.open(8, kept)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secrets(OTHER).open(7, kept))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tideover.webhooks.secret-key");
        assertThatThrownBy(() -> plain.open(7, kept)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsWhatWasKeptBeforeThereWasAKey() {
        String secret = plain.create();
        assertThat(sealing.open(7, plain.seal(7, secret))).isEqualTo(secret);
    }

    @Test
    void takesNoKeyOfAnotherLength() {
        assertThatThrownBy(() -> secrets(Base64.getEncoder().encodeToString(new byte[5])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WebhookSecrets secrets(String key) {
        return new WebhookSecrets(new WebhookSettings(false, Duration.ofSeconds(10), key));
    }
}
