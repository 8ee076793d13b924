package io.tideover.lifecycle.policy;

/**
 * What a denied caller is told (A3).
 *
 * @param code the product's own error code
 * @param message a template; {@code {resourceName}} and {@code {accessMode}} are filled in, every other brace stays as it is
 */
public record Denial(String code, String message) {

    public String messageFor(String resourceName, String accessMode) {
        return message.replace("{resourceName}", resourceName).replace("{accessMode}", accessMode);
    }
}
