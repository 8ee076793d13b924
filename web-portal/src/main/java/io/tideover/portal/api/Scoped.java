package io.tideover.portal.api;

import io.tideover.portal.security.ApiScope;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The scope that a call asks of a key. Every call names one. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scoped {

    ApiScope value();

    /** Whether the call is about the provider's things, so that a key limited to one account cannot make it. */
    boolean providerWide() default false;
}
