package io.tideover.message.routing;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.message.catalog.ChannelKind;
import java.util.List;
import java.util.Set;

/**
 * How an account wants to be told of one message type, for all its services.
 *
 * @param channels those that are on; in-site messages always are
 * @param receiverIds those chosen, at least one
 */
public record MessageSetting(long accountId, MessageType type, Set<ChannelKind> channels, List<Long> receiverIds) {}
