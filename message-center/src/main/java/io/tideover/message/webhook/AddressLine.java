package io.tideover.message.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * The line that webhooks do not cross: addresses of this machine, of the provider's network, and others that are no public host's. The
 * client connects to just the addresses that were looked at here, so that a name that changes its address meanwhile gains nothing.
 */
final class AddressLine implements DnsResolver {

    /** A name that leads where webhooks do not go. */
    static final class Crossed extends UnknownHostException {

        private static final long serialVersionUID = 1;

        Crossed(String host) {
            super(host + " is at an address that webhooks are not sent to");
        }
    }

    private record Block(byte[] prefix, int bits) {

        static Block of(String cidr) {
            int cut = cidr.indexOf('/');
            try {
                // a literal: nothing is looked up
                return new Block(
                        InetAddress.getByName(cidr.substring(0, cut)).getAddress(),
                        Integer.parseInt(cidr.substring(cut + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(cidr, e);
            }
        }

        boolean covers(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** IANA's special-purpose registries for IPv4, and multicast: none of these is a public host. */
    private static final Block[] FORBIDDEN = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** What is assigned as global unicast; of it some is special again. */
    private static final Block GLOBAL = Block.of("2000::/3");

    private static final Block[] FORBIDDEN_6 = blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final boolean open;
    private final DnsResolver names;

    AddressLine(WebhookSettings settings) {
        this(settings, SystemDefaultDnsResolver.INSTANCE);
    }

    /** @param names looks names up */
    AddressLine(WebhookSettings settings, DnsResolver names) {
        this.open = settings.allowPrivateAddresses();
        this.names = names;
    }

    /** Addresses to connect to; none where any of them is beyond the line. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        if (!open && !Arrays.stream(found).allMatch(AddressLine::isPublic)) {
            throw new Crossed(host);
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            // those mapped into IPv6 come as these
            case Inet4Address four -> Arrays.stream(FORBIDDEN).noneMatch(block -> block.covers(bytes));
            case Inet6Address six ->
                GLOBAL.covers(bytes) && Arrays.stream(FORBIDDEN_6).noneMatch(block -> block.covers(bytes));
            default -> false;
        };
    }

    private static Block[] blocks(String... cidrs) {
        return Arrays.stream(cidrs).map(Block::of).toArray(Block[]::new);
    }
}
