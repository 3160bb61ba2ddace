package org.bolabaden.outrider;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The picture of docs/ARCHITECTURE.md, held. */
class ArchitectureTest {
    private static final String ROOT = "org.bolabaden.outrider.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.bolabaden.outrider");

    /** What each stage may import of ours; the order is the order of the picture. */
    private static final Map<String, Set<String>> MAY_IMPORT = allowed();

    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        map.put("observe", Set.of());
        map.put("process", Set.of());
        map.put("systemd", Set.of("process"));
        map.put("registry", Set.of("observe"));
        map.put("secret", Set.of());
        map.put("tls", Set.of("secret", "registry", "observe"));
        map.put("names", Set.of("registry"));
        map.put("distribution", Set.of("secret", "process", "registry", "observe"));
        map.put("notify", Set.of("secret", "tls", "names", "registry", "observe"));
        map.put("probe", Set.of("secret", "tls", "process", "registry", "observe"));
        map.put("health", Set.of("probe", "registry", "observe"));
        map.put("sentinel", Set.of("secret", "tls", "names", "registry", "observe"));
        map.put("drain", Set.of("registry", "observe"));
        map.put("peers", Set.of("secret", "tls", "names", "drain", "health", "registry", "observe"));
        map.put("dns", Set.of("secret", "names", "registry", "observe"));
        map.put("plan", Set.of("drain", "sentinel", "health", "registry", "observe"));
        map.put("render", Set.of("plan", "process", "registry", "observe"));
        map.put("haproxy", Set.of("render", "plan", "sentinel", "health", "process", "registry", "observe"));
        map.put("traefik", Set.of("render", "registry", "observe"));
        map.put("otlp", Set.of("secret", "health", "probe", "registry", "observe"));
        map.put(
                "api",
                Set.of(
                        "secret",
                        "tls",
                        "peers",
                        "distribution",
                        "traefik",
                        "haproxy",
                        "render",
                        "plan",
                        "dns",
                        "drain",
                        "sentinel",
                        "health",
                        "probe",
                        "registry",
                        "observe"));
        map.put(
                "cli",
                Set.of(
                        "secret",
                        "tls",
                        "notify",
                        "dns",
                        "traefik",
                        "haproxy",
                        "render",
                        "plan",
                        "drain",
                        "sentinel",
                        "health",
                        "probe",
                        "process",
                        "registry",
                        "observe"));
        return map;
    }

    @Test
    void importsPointOnlyTowardsThePlansInputs() {
        List<String> wrong = CLASSES.stream()
                .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(ROOT))
                .filter(dependency -> !mayImport(dependency.getOriginClass(), dependency.getTargetClass()))
                .map(dependency -> dependency.getDescription())
                .toList();

        assertThat(wrong).isEmpty();
    }

    private static boolean mayImport(JavaClass from, JavaClass to) {
        String stage = stage(from);
        return stage.isEmpty()
                || stage.equals(stage(to))
                || MAY_IMPORT.getOrDefault(stage, Set.of()).contains(stage(to));
    }

    // The first package below ours; empty for the composition root itself.
    private static String stage(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.", -1)[0] : "";
    }

    @Test
    void everyPackageIsAStageOfThePicture() {
        Set<String> stages = new TreeSet<>();
        CLASSES.forEach(type -> stages.add(stage(type)));
        stages.remove("");

        assertThat(MAY_IMPORT.keySet()).containsAll(stages);
    }

    @Test
    void noStageIsPartOfACycle() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thePureCoreKnowsNeitherQuarkusNorInputAndOutput() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(ROOT + "health..", ROOT + "plan..", ROOT + "notify", ROOT + "dns")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.io..",
                        "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void nothingMutableIsStatic() {
        List<String> mutable = CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith("org.bolabaden.outrider"))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .map(field -> field.getFullName())
                // Written by Quarkus' bytecode for hot reload and Jacoco's for coverage, not by us.
                .filter(name -> !name.contains("$"))
                .toList();

        assertThat(mutable).isEmpty();
    }
}
