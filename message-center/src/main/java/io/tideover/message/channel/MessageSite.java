package io.tideover.message.channel;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where messages point to and come from.
 *
 * @param publicUrl the address customers reach the portal at, http or https; default http://localhost:8080
 * @param supportUrl where support is asked for; default {@code /support} under the public address
 * @param dataDir the directory the outbox is kept under; default ./data
 * @param mailFrom the sender's address; default no-reply@localhost
 * @param mailFromName the sender's name; default Tideover
 */
@ConfigurationProperties("tideover")
public record MessageSite(
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @Nullable URI supportUrl,
        @DefaultValue("./data") Path dataDir,
        @DefaultValue("no-reply@localhost") String mailFrom,
        @DefaultValue("Tideover") String mailFromName) {

    public MessageSite {
        requireWeb("tideover.public-url", publicUrl);
        if (supportUrl == null || supportUrl.toString().isBlank()) {
            supportUrl = URI.create(under(publicUrl, "/support"));
        }
        requireWeb("tideover.support-url", supportUrl);
    }

    /** Where support is asked for. */
    @Override
    public URI supportUrl() {
        return Objects.requireNonNull(supportUrl);
    }

    /** The address of a page of the portal. */
    public String page(String path) {
        return under(publicUrl, path);
    }

    private static String under(URI url, String path) {
        String base = url.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static void requireWeb(String name, URI url) {
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(name + " must be an http or https address, not " + url);
        }
    }
}
