package io.tideover.lifecycle.histories;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one side shows of the account after a step; two sides agree where their views are equal. */
record View(Standing standing, List<BillView> bills, List<ResourceView> resources, List<Told> told, Refused refused) {

    record Standing(
            long cashBalance,
            long creditLimit,
            long creditUsed,
            long availableQuota,
            long generalCoupons,
            long productCoupons,
            long availableFunds,
            long arrears,
            Instant arrearsSince) {}

    record BillView(String label, String status, long outstanding, Instant dueAt) {}

    record ResourceView(
            String label,
            String mode,
            String phase,
            Instant phaseSince,
            String nextPhase,
            Instant nextAt,
            List<Move> transitions) {}

    record Move(String from, String to, Instant effectiveAt) {}

    /** A notice: its stage, the instant it fell due, the resources it names. */
    record Told(String stage, Instant createdAt, TreeSet<String> resources) {}

    /** A refusal by its HTTP status, and by its code where the specification gives it one. */
    record Refused(int status, String code) {

        static final Refused NOT = new Refused(0, "");
    }

    /** The differences in words, this side first; empty where there is none. */
    List<String> differencesFrom(View other) {
        List<String> differences = new ArrayList<>();
        compare(differences, "refusal", refused, other.refused);
        compare(differences, "standing", standing, other.standing);
        compare(differences, "bills", bills, other.bills);
        compareEach(differences, resources, other.resources);
        compare(differences, "notices", sorted(told), sorted(other.told));
        return differences;
    }

    private static void compareEach(List<String> differences, List<ResourceView> ours, List<ResourceView> theirs) {
        if (ours.size() != theirs.size()) {
            compare(differences, "resources", ours, theirs);
            return;
        }
        for (int index = 0; index < ours.size(); index++) {
            compare(differences, "resource", ours.get(index), theirs.get(index));
        }
    }

    private static void compare(List<String> differences, String what, Object ours, Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            differences.add(what + "\n    model  " + ours + "\n    engine " + theirs);
        }
    }

    static List<String> sorted(List<Told> notices) {
        return notices.stream()
                .map(told -> told.createdAt() + " " + told.stage() + " " + told.resources())
                .sorted()
                .toList();
    }

    /** One notice for each stage and instant, for those stages that name all resources they are about together. */
    static List<Told> together(List<Told> notices) {
        TreeMap<String, Told> merged = new TreeMap<>();
        List<Told> all = new ArrayList<>();
        for (Told told : notices) {
            if (told.stage().startsWith("PAYMENT") || told.stage().equals("BILL_ISSUED")) {
                all.add(told);
            } else {
                merged.computeIfAbsent(
                                told.createdAt() + told.stage(),
                                key -> new Told(told.stage(), told.createdAt(), new TreeSet<>()))
                        .resources()
                        .addAll(told.resources());
            }
        }
        all.addAll(merged.values());
        return all;
    }
}
