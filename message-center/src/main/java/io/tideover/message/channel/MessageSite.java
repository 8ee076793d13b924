package io.tideover.message.channel;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where messages point to and come from.
 *
 * @param publicUrl the address customers reach the portal at, http or https; default http://localhost:8080
 * @param supportUrl where support is asked for; default the portal's own support page
 * @param dataDir the directory the outbox is kept under; default ./data
 * @param mailFrom the sender's address; default no-reply@localhost
 * @param mailFromName the sender's name; default Tideover
 */
@ConfigurationProperties("tideover")
public record MessageSite(
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @DefaultValue("http://localhost:8080/support") URI supportUrl,
        @DefaultValue("./data") Path dataDir,
        @DefaultValue("no-reply@localhost") String mailFrom,
        @DefaultValue("Tideover") String mailFromName) {

    public MessageSite {
        requireWeb("tideover.public-url", publicUrl);
        requireWeb("tideover.support-url", supportUrl);
    }

    /** The address of a page of the portal. */
    public String page(String path) {
        String base = publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static void requireWeb(String name, URI url) {
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(name + " must be an http or https address, not " + url);
        }
    }
}
