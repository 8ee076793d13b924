package io.tideover.lifecycle.policy;

import java.util.Locale;

/**
 * A product as data. One that is not in the table is taken as it comes, with kind {@code resource} and the default name template.
 *
 * @param nameTemplate how a resource is named: {@code {product}}, {@code {region}}, {@code {account}}, {@code {kind}}, {@code {name}}
 */
public record Product(String code, String displayName, String kind, String nameTemplate) {

    public static final String DEFAULT_TEMPLATE = "{product}:{region}:{account}:{kind}/{name}";

    public static Product unlisted(String code) {
        return new Product(code, code.toUpperCase(Locale.ROOT), "resource", DEFAULT_TEMPLATE);
    }

    public String resourceName(String region, String account, String name) {
        // the name goes in last: a brace in it must not be taken for a part of the template
        return nameTemplate
                .replace("{product}", code)
                .replace("{region}", region)
                .replace("{account}", account)
                .replace("{kind}", kind)
                .replace("{name}", name);
    }
}
