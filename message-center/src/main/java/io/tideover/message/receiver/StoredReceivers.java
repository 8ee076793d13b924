package io.tideover.message.receiver;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

interface StoredReceivers extends Repository<StoredReceiver, Long> {

    StoredReceiver saveAndFlush(StoredReceiver receiver);

    void delete(StoredReceiver receiver);

    void flush();

    Optional<StoredReceiver> findById(long id);

    Optional<StoredReceiver> findByAccountIdAndId(long accountId, long id);

    Optional<StoredReceiver> findByAccountIdAndNameKey(long accountId, String nameKey);

    Optional<StoredReceiver> findByAccountIdAndOwnerTrue(long accountId);

    List<StoredReceiver> findByAccountIdOrderByOwnerDescNameAscIdAsc(long accountId);

    int countByAccountId(long accountId);
}
