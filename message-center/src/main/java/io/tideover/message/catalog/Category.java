package io.tideover.message.catalog;

/** What Common Settings groups message types by. */
public enum Category {
    PRODUCT("Product"),
    ACCOUNT("Account"),
    SECURITY("Security");

    private final String label;

    Category(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
