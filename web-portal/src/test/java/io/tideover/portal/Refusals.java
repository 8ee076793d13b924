package io.tideover.portal;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.page.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the main code of all modules for what it refuses. Codes and templates have to be written out: a value has its braces. */
final class Refusals {

    private static final Set<String> MADE_BY = Set.of("invalid", "conflict", "payment");

    private Refusals() {}

    /** What pages know the words of each refusal by. */
    static Set<String> keys() throws IOException {
        // made by the refusal itself
        Set<String> keys = new TreeSet<>(
                Set.of(Problem.key(Refusal.tooSoon(java.time.Duration.ZERO).code(), "")));
        keys.add(Problem.key(Refusal.inArrears().code(), ""));
        keys.add(Problem.key(Refusal.released().code(), ""));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
            for (var unit : task.parse()) {
                String name = unit.getSourceFile().getName();
                new Reader(keys, name).scan(unit, null);
            }
        }
        return keys;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."), 20)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/main/java/io/tideover/"))
                    .filter(file -> !file.endsWith("Refusal.java"))
                    .toList();
        }
    }

    private static final class Reader extends TreeScanner<Void, Void> {

        private final Set<String> keys;
        private final String file;

        private Reader(Set<String> keys, String file) {
            this.keys = keys;
            this.file = file;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && method.getExpression().toString().equals("Refusal")
                    && MADE_BY.contains(method.getIdentifier().toString())) {
                boolean coded = !method.getIdentifier().contentEquals("invalid") || isCode(call.getArguments());
                keys.add(
                        coded
                                ? Problem.key(text(call.getArguments().get(0)), "")
                                : Problem.key(
                                        Refusal.INVALID_VALUE,
                                        text(call.getArguments().get(1))));
            }
            return super.visitMethodInvocation(call, none);
        }

        /** A code comes before the field, which is written in small letters. */
        private static boolean isCode(List<? extends ExpressionTree> arguments) {
            return arguments.getFirst() instanceof LiteralTree literal
                    && literal.getValue().toString().matches("[A-Z_]+");
        }

        private String text(ExpressionTree expression) {
            if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
                return text(sum.getLeftOperand()) + text(sum.getRightOperand());
            }
            if (expression instanceof LiteralTree literal && literal.getValue() instanceof String text) {
                return text;
            }
            throw new AssertionError(file + ": " + expression + " is not written out");
        }
    }
}
