package io.tideover.message.receiver;

import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.catalog.ChannelKind;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Remembers addresses that a provider refused for good, so that nothing more is sent to them. */
@Repository
public class AddressBook {

    private final JdbcTemplate jdbc;

    AddressBook(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The address is dead, if it still is the receiver's; verifying it again revives it. */
    public void dead(long receiverId, ChannelKind channel, String address, Instant at) {
        jdbc.update(
                switch (channel) {
                    case EMAIL -> "UPDATE receivers SET email_dead_at = ? WHERE id = ? AND email = ?";
                    case SMS -> "UPDATE receivers SET phone_dead_at = ? WHERE id = ? AND phone = ?";
                },
                Sql.utc(at),
                receiverId,
                address);
    }

    /**
     * An operator has it tried again.
     *
     * @return whether it still is the receiver's
     */
    public boolean revived(long receiverId, ChannelKind channel, String address) {
        return jdbc.update(
                        switch (channel) {
                            case EMAIL -> "UPDATE receivers SET email_dead_at = NULL WHERE id = ? AND email = ?";
                            case SMS -> "UPDATE receivers SET phone_dead_at = NULL WHERE id = ? AND phone = ?";
                        },
                        receiverId,
                        address)
                == 1;
    }
}
