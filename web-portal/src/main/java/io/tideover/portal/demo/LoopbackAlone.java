package io.tideover.portal.demo;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The demonstration's passwords are known to everybody, so it starts on a loopback address or not at all. */
@Component
@Profile("demo")
class LoopbackAlone {

    LoopbackAlone(ServerProperties server) {
        require(server.getAddress());
    }

    static void require(@Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new IllegalStateException("The profile demo has passwords that everybody knows: it runs on a loopback"
                    + " address alone, not on " + (address == null ? "all addresses" : address.getHostAddress())
                    + ". Set server.address to 127.0.0.1, or leave the profile demo out.");
        }
    }
}
