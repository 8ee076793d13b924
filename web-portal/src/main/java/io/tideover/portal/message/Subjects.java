package io.tideover.portal.message;

import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.message.notice.NoticeText;
import io.tideover.message.notice.NoticeTexts;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.Revision;
import io.tideover.portal.page.Visit;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Puts notices into the words of their mails. */
@Component
class Subjects {

    /** The words for one visitor. */
    record ForVisit(NoticeTexts texts, AccountCard account, Locale locale) {

        public NoticeText of(StoredNotice notice) {
            return texts.text(notice, account, locale);
        }

        /** What a revision says besides what was changed. */
        public String detail(Revision revision) {
            return texts.detail(revision.detail(), locale);
        }
    }

    private final NoticeTexts texts;

    Subjects(NoticeTexts texts) {
        this.texts = texts;
    }

    ForVisit forVisit(Visit visit) {
        return forAccount(visit.requireAccount(), visit.locale());
    }

    ForVisit forAccount(AccountView account, Locale locale) {
        return new ForVisit(
                texts,
                new AccountCard(
                        account.id(),
                        account.name(),
                        account.zone(),
                        account.locale(),
                        account.currency().getCode(),
                        account.clockId(),
                        account.now()),
                locale);
    }
}
