package io.tideover.portal.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LoopbackAloneTests {

    @Test
    void startsOnLoopback() throws Exception {
        assertThatCode(() -> LoopbackAlone.require(InetAddress.getByName("127.0.0.1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> LoopbackAlone.require(InetAddress.getByName("::1")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesEveryOtherAddress() throws Exception {
        assertThatThrownBy(() -> LoopbackAlone.require(null)).hasMessageContaining("all addresses");
        assertThatThrownBy(() -> LoopbackAlone.require(InetAddress.getByName("0.0.0.0")))
                .hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> LoopbackAlone.require(InetAddress.getByName("192.0.2.1")))
                .hasMessageContaining("127.0.0.1");
    }
}
