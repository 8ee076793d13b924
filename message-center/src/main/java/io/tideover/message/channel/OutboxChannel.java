package io.tideover.message.channel;

import io.tideover.message.catalog.ChannelKind;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Files, where no provider is configured for a channel (D7). */
public class OutboxChannel implements Channel {

    private final ChannelKind kind;
    private final Outbox outbox;
    private final MailComposer composer;

    public OutboxChannel(ChannelKind kind, Outbox outbox, MailComposer composer) {
        this.kind = kind;
        this.outbox = outbox;
        this.composer = composer;
    }

    @Override
    public ChannelKind kind() {
        return kind;
    }

    @Override
    public String provider() {
        return "outbox";
    }

    @Override
    public boolean reachesReceivers() {
        return false;
    }

    @Override
    public List<Outcome> send(List<? extends Outgoing> messages) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Outgoing message : messages) {
            outcomes.add(write(message));
        }
        return outcomes;
    }

    private Outcome write(Outgoing message) {
        try {
            switch (message) {
                case Outgoing.Mail mail -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    composer.composeAlone(mail).writeTo(bytes);
                    outbox.write(
                            mail.accountId(),
                            mail.deliveryId(),
                            kind,
                            mail.to(),
                            MailComposer.oneLine(mail.subject()),
                            bytes.toByteArray());
                }
                case Outgoing.Text text ->
                    outbox.write(
                            text.accountId(),
                            text.deliveryId(),
                            kind,
                            text.to(),
                            MailComposer.oneLine(text.body()),
                            ("To: " + text.to() + "\n\n" + text.body() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return new Outcome.Accepted(null);
        } catch (MessagingException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()), false);
        } catch (IOException | UncheckedIOException e) {
            return new Outcome.Postponed("The outbox cannot be written: " + e.getMessage(), null);
        }
    }
}
