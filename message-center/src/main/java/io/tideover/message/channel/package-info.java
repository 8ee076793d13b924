/**
 * The ways out: mail by SMTP, SMS by Twilio, files where neither is configured. Owns how a provider's answer is read: taken, to be
 * tried again, or refused for good. Refuses to retry: that is the delivery's.
 */
@NullMarked
package io.tideover.message.channel;

import org.jspecify.annotations.NullMarked;
