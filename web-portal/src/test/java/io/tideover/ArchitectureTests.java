package io.tideover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;

@AnalyzeClasses(packages = "io.tideover", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule decisionIsAPureFunction = noClasses()
            .that()
            .resideInAPackage("io.tideover.lifecycle.decision..")
            .should(dependOnClassesThat(resideInAPackage("org.springframework..")
                    .or(resideInAPackage("jakarta.persistence.."))
                    .or(resideInAPackage("java.sql.."))
                    .or(resideInAPackage("javax.sql.."))
                    .or(resideInAPackage("org.slf4j.."))
                    .or(type(Clock.class))))
            .because("the same inputs give the same decision, on any node and on any day")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule lifecycleKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage("io.tideover.lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tideover.message..", "io.tideover.scheduler..", "io.tideover.portal..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule messagesKnowTheLifecycleAlone = noClasses()
            .that()
            .resideInAPackage("io.tideover.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tideover.scheduler..", "io.tideover.portal..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule internalsStayInTheirModule =
            classes().should(useInternalsOfTheirOwnModuleAlone()).allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.tideover.(*).(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule controllersReachNoDatabase = noClasses()
            .that()
            .areMetaAnnotatedWith(Controller.class)
            .or()
            .areAnnotatedWith(Controller.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(describe(
                    "JDBC's entrances",
                    (JavaClass javaClass) -> javaClass.isAssignableTo(JdbcOperations.class)
                            || javaClass.isAssignableTo(NamedParameterJdbcOperations.class)
                            || javaClass.isAssignableTo(JdbcClient.class)
                            || javaClass.isAssignableTo(DataSource.class)))
            .because("a controller holds no rule and no query")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule threadsArePlatformThreads = noClasses()
            .should()
            .callMethod(Thread.class, "ofVirtual")
            .orShould()
            .callMethod(Thread.class, "startVirtualThread", Runnable.class)
            .orShould()
            .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
            .because("a virtual thread that loads a class holds its carrier, and two carriers that wait for a lock"
                    + " of a third stop the whole node");

    private static ArchCondition<JavaClass> useInternalsOfTheirOwnModuleAlone() {
        DescribedPredicate<JavaClass> internal = resideInAPackage("io.tideover..internal..");
        return new ArchCondition<>("use the internal packages of their own module alone") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    var target = dependency.getTargetClass();
                    if (internal.test(target) && !module(origin).equals(module(target))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** {@code io.tideover.lifecycle.account} belongs to the module {@code lifecycle}. */
    private static String module(JavaClass javaClass) {
        var segments = javaClass.getPackageName().split("\\.");
        return segments.length > 2 ? segments[2] : "";
    }
}
