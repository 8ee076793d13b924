package io.tideover.lifecycle.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** What is wrong with the values of a command is said all at once. */
class RefusalTests {

    @Test
    void refusesWithAllThatIsWrongEachFieldOnceAndWrongValuesFirst() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> Refusal.ofAll(
                        () -> {
                            throw Refusal.conflict("NAME_TAKEN", "There is one.")
                                    .ofField("name");
                        },
                        () -> Refusal.ofAll(() -> wrong("email"), () -> wrong("phone")),
                        () -> {},
                        () -> wrong("phone")));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
        assertThat(refusal.all()).extracting(Refusal::field).containsExactly("email", "phone", "name");
        assertThat(refusal.others()).hasSize(2);
    }

    @Test
    void saysNothingElseOfWhatDoesNotExist() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> Refusal.ofAll(() -> wrong("name"), () -> {
                    throw Refusal.notFound("account");
                }));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
        assertThat(refusal.others()).isEmpty();
    }

    @Test
    void refusesNothingWhereAllIsWell() {
        assertThatCode(() -> Refusal.ofAll(() -> {}, () -> {})).doesNotThrowAnyException();
    }

    private static void wrong(String field) {
        throw Refusal.invalid(field, "is required");
    }
}
