package org.bolabaden.outrider.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static final String HASH = "8c7e5a667f1b771847fe88c01c3de34413a1b220";

    private static String file(String name, long bytes) {
        return "100644 blob " + HASH + " " + "%7d".formatted(bytes) + "\t" + name + "\0";
    }

    @Test
    void plainFilesAreTaken() {
        Tree tree = Tree.of(file("services.yaml", 120) + file("services.d/ü.yaml", 3));

        assertThat(tree.entries()).extracting(Tree.Entry::name).containsExactly("services.yaml", "services.d/ü.yaml");
        assertThat(tree.fault()).isEmpty();
    }

    @Test
    void aSubmoduleIsNamed() {
        assertThat(Tree.of("160000 commit " + HASH + "       -\tservices.d\0").fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("submodule 'services.d'"));
    }

    @Test
    void aLinkIsNamed() {
        assertThat(Tree.of("120000 blob " + HASH + "      11\ta.yaml\0").fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("symbolic link 'a.yaml'"));
    }

    @Test
    void tooMuchIsNoRegistry() {
        assertThat(Tree.of(file("big", Tree.MOST_BYTES + 1)).fault()).isPresent();
        assertThat(Tree.of(file("fits", Tree.MOST_BYTES)).fault()).isEmpty();
        String many = IntStream.rangeClosed(0, Tree.MOST_FILES)
                .mapToObj(i -> file("f" + i, 1))
                .collect(Collectors.joining());
        assertThat(Tree.of(many).fault()).isPresent();
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        assertThat(Tree.of(file("a\nb", 1)).fault()).isPresent();
        assertThat(Tree.of(file("a\uFFFDb", 1)).fault()).isPresent();
    }

    @Test
    void nothingThatIsListedInAnUnknownWayIsLeftUnjudged() {
        assertThat(Tree.of(file("services.yaml", 1) + "040000 tree " + HASH + "\tdirectory\0")
                        .fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("listed in a way that is not known"));
        assertThat(Tree.of("100644 blob " + HASH + " 99999999999999999999\thuge\0")
                        .fault())
                .isPresent();
    }

    @Test
    void sizesThatOverflowTogetherAreTooMuch() {
        assertThat(Tree.of(file("a", 999_999_999_999_999_999L).repeat(10)).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("MiB"));
    }

    @Test
    void aNameThatTurnsItsDirectionIsNoPlainText() {
        assertThat(Tree.of(file("services\u202elmay.", 1)).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("not plain text"));
    }
}
