package io.tideover.message.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D9, X8: what is beyond the line that webhooks do not cross. */
class AddressLineTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
                "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1",
                "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
                "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
                "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
                "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"
            })
    void keepsRequestsFrom(String address) throws UnknownHostException {
        assertThat(AddressLine.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.255.255",
                "192.169.0.1",
                "223.255.255.255",
                "::ffff:93.184.216.34",
                "2606:4700::1111",
                "2a00:1450:4001::1"
            })
    void letsRequestsTo(String address) throws UnknownHostException {
        assertThat(AddressLine.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    @DisplayName("a name with a single address beyond the line leads nowhere")
    void refusesAMixture() throws UnknownHostException {
        DnsResolver names = answering("93.184.216.34", "10.0.0.1");
        assertThatThrownBy(() -> new AddressLine(settings(false), names).resolve("hooks.example.com"))
                .isInstanceOf(AddressLine.Crossed.class)
                .hasMessageContaining("hooks.example.com");
        assertThat(new AddressLine(settings(true), names).resolve("hooks.example.com"))
                .hasSize(2);
        assertThat(new AddressLine(settings(false), answering("93.184.216.34")).resolve("hooks.example.com"))
                .containsExactly(InetAddress.getByName("93.184.216.34"));
    }

    static WebhookSettings settings(boolean open) {
        return new WebhookSettings(open, Duration.ofSeconds(30), null);
    }

    static DnsResolver answering(String... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] found = new InetAddress[addresses.length];
                for (int i = 0; i < addresses.length; i++) {
                    found[i] = InetAddress.getByName(addresses[i]);
                }
                return found;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
