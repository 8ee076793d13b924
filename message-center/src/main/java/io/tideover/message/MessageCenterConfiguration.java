package io.tideover.message;

import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.MailChannel;
import io.tideover.message.channel.MailComposer;
import io.tideover.message.channel.MessageSite;
import io.tideover.message.channel.Outbox;
import io.tideover.message.channel.OutboxChannel;
import io.tideover.message.channel.SmsChannel;
import io.tideover.message.channel.TwilioSettings;
import io.tideover.message.delivery.DeliverySettings;
import io.tideover.message.event.EventSettings;
import io.tideover.message.webhook.WebhookSettings;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;

/** Chooses the ways out: a provider where one is configured, files where none is (D7). */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    DeliverySettings.class,
    EventSettings.class,
    MessageSite.class,
    TwilioSettings.class,
    WebhookSettings.class
})
class MessageCenterConfiguration {

    @Bean
    Channels channels(
            Environment environment,
            ObjectProvider<JavaMailSender> sender,
            TwilioSettings twilio,
            MessageSite site,
            Outbox outbox,
            MailComposer composer) {
        String host = environment.getProperty("spring.mail.host", "");
        JavaMailSender mail = host.isBlank() ? null : sender.getIfAvailable();
        return new Channels(List.of(
                mail != null ? new MailChannel(mail, composer) : new OutboxChannel(ChannelKind.EMAIL, outbox, composer),
                twilio.isConfigured()
                        ? new SmsChannel(twilio, site)
                        : new OutboxChannel(ChannelKind.SMS, outbox, composer)));
    }
}
