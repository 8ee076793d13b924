package io.tideover;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Channel;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.Outcome;
import io.tideover.message.channel.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/** The lifecycle and the message center on real storage, with a settable wall clock and providers that say what they are told to. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
public class MessageCenterFixture {

    /** A wall clock that stands where it is put. */
    public static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-06T00:00:00Z");

        public void set(Instant instant) {
            now = instant;
        }

        public void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A provider that takes everything until it is told otherwise, and remembers what it was handed. */
    public static final class ScriptedChannel implements Channel {

        private final ChannelKind kind;
        private final List<Outgoing> sent = new CopyOnWriteArrayList<>();
        private volatile Function<Outgoing, Outcome> answer = message -> new Outcome.Accepted(null);

        ScriptedChannel(ChannelKind kind) {
            this.kind = kind;
        }

        public void answer(Function<Outgoing, Outcome> newAnswer) {
            answer = newAnswer;
        }

        public List<Outgoing> sentTo(long accountId) {
            return sent.stream()
                    .filter(message -> message.accountId() == accountId)
                    .toList();
        }

        @Override
        public ChannelKind kind() {
            return kind;
        }

        @Override
        public String provider() {
            return kind == ChannelKind.EMAIL ? "smtp" : "twilio";
        }

        @Override
        public boolean reachesReceivers() {
            return true;
        }

        @Override
        public List<Outcome> send(List<? extends Outgoing> messages) {
            sent.addAll(messages);
            return messages.stream().<Outcome>map(answer::apply).toList();
        }
    }

    /** Both providers. */
    public record Providers(ScriptedChannel mail, ScriptedChannel sms) {

        /** Whatever they were told before, they take all they are handed. */
        public void takeAll() {
            List.of(mail, sms).forEach(each -> each.answer(message -> new Outcome.Accepted(null)));
        }
    }

    @Bean
    @Primary
    SettableClock settableClock() {
        return new SettableClock();
    }

    @Bean
    Providers providers() {
        return new Providers(new ScriptedChannel(ChannelKind.EMAIL), new ScriptedChannel(ChannelKind.SMS));
    }

    @Bean
    @Primary
    Channels scriptedChannels(Providers providers) {
        return new Channels(List.of(providers.mail(), providers.sms()));
    }

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
