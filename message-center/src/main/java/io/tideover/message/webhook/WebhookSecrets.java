package io.tideover.message.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the secrets that endpoints' messages are signed with, and seals them for the database where a key for that is configured: AES in
 * GCM mode, bound to the endpoint's id.
 */
@Component
class WebhookSecrets {

    private static final String PLAIN = "plain:";
    private static final String SEALED = "aes:";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int SECRET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final @Nullable SecretKey key;

    WebhookSecrets(WebhookSettings settings) {
        String given = settings.secretKey();
        this.key = given == null || given.isBlank() ? null : key(given.strip());
    }

    /** A new secret, in the form the specification gives them. */
    String create() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    /** What the database keeps of a secret. */
    String seal(long webhookId, String secret) {
        if (key == null) {
            return PLAIN + secret;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, key, webhookId, nonce, secret.getBytes(StandardCharsets.UTF_8));
        return SEALED
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                                .put(nonce)
                                .put(sealed)
                                .array());
    }

    /** The secret of what the database keeps; what was kept before a key was configured can still be read. */
    String open(long webhookId, String kept) {
        if (kept.startsWith(PLAIN)) {
            return kept.substring(PLAIN.length());
        }
        if (key == null) {
            throw new IllegalStateException("tideover.webhooks.secret-key is not set, but secrets are sealed under it");
        }
        byte[] bytes = Base64.getDecoder().decode(kept.substring(SEALED.length()));
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length);
        return new String(run(Cipher.DECRYPT_MODE, key, webhookId, nonce, sealed), StandardCharsets.UTF_8);
    }

    private static byte[] run(int mode, SecretKey key, long webhookId, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Long.toString(webhookId).getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The secret of webhook " + webhookId + " was sealed under another tideover.webhooks.secret-key", e);
        }
    }

    private static SecretKey key(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length != 16 && bytes.length != 32) {
            throw new IllegalArgumentException("tideover.webhooks.secret-key must be 16 or 32 bytes in base64");
        }
        return new SecretKeySpec(bytes, "AES");
    }
}
