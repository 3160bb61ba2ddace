package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status page in a real browser. */
class PageIT {
    private static final String SERVICES = """
            version: 1
            nodes:
              n1: {address: 127.0.0.1}
              n2: {address: 127.0.0.2}
            http:
              site.example:
                check: {path: /_healthz}
                backends: [{host: n1, port: %1$d}, {host: n2, port: %2$d}]
              killed.example:
                check: {path: /_healthz}
                backends: [{host: n1, port: %1$d}, {host: n2, port: %3$d}]
            tcp:
              gone:
                port: 7000
                backends: [{host: n1, port: %4$d}]
            """;

    @TempDir
    static Path directory;

    private static Nginx one;
    private static Nginx two;
    private static Nginx victim;
    private static Sidecar sidecar;
    /** One that wants a token. */
    private static Sidecar guarded;

    private static Chromium chromium;

    @BeforeAll
    static void twoSidecarsAndABrowser() throws IOException {
        assumeTrue(Chromium.installed(), "no chromium on this machine: install Debian's package");
        one = new Nginx("one", directory).start();
        two = new Nginx("two", directory, "127.0.0.2", Sidecar.freePort()).start();
        victim = new Nginx("victim", directory, "127.0.0.2", Sidecar.freePort()).start();
        String services = SERVICES.formatted(one.port(), two.port(), victim.port(), Sidecar.freePort());
        sidecar = sidecar("open", services);
        guarded = sidecar("guarded", services)
                .environment(
                        "OUTRIDER_API_TOKEN_FILE",
                        Files.writeString(directory.resolve("token"), "s3cret\n")
                                .toString());
        guarded.launch();
        sidecar.start();
        chromium = new Chromium();
        guarded.awaitAnswer();
    }

    private static Sidecar sidecar(String name, String services) throws IOException {
        return new Sidecar(Files.createDirectory(directory.resolve(name)))
                .watcher("node: n1\n")
                .services(services);
    }

    @AfterAll
    static void stopAll() {
        Stream.of(chromium, sidecar, guarded, one, two, victim)
                .filter(Objects::nonNull)
                .forEach(PageIT::close);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterEach
    void closeWindows() {
        chromium.clear();
    }

    private static String url(Sidecar of) {
        return "http://127.0.0.1:" + of.port() + "/";
    }

    private static Chromium.Window open(Sidecar of) {
        return chromium.open(url(of), ColorScheme.LIGHT, Chromium.DESK);
    }

    private static Locator cell(Page page, String service, String node) {
        return page.locator("button.cell[aria-label^=\"" + service + " on " + node + ",\"]");
    }

    private static void shows(Locator place, String text) {
        PlaywrightAssertions.assertThat(place)
                .containsText(
                        text, new LocatorAssertions.ContainsTextOptions().setTimeout(Sidecar.PATIENCE.toMillis()));
    }

    private static void gone(Locator place) {
        PlaywrightAssertions.assertThat(place)
                .isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(Sidecar.PATIENCE.toMillis()));
    }

    private static Locator press(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aPeerWhoseSidecarDoesNotAnswerIsNamedSo() {
        Chromium.Window window = open(sidecar);
        Locator peer = window.page().locator("#nodes li[title=n2]");

        shows(peer, "its sidecar does not answer");
        shows(peer, "not seen yet");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void itShowsWhoServesWhatAndTroublesFirst() {
        Chromium.Window window = open(sidecar);
        Page page = window.page();

        shows(cell(page, "site.example", "n1"), "serves");
        shows(cell(page, "site.example", "n2"), "standby");
        shows(cell(page, "gone", "n1"), "down");
        shows(cell(page, "gone", "n1"), "refused");
        shows(page.locator("#matrix tbody tr").first(), "nobody serves");
        shows(page.locator("#troubles"), "Nobody serves gone");
        shows(page.locator("#nodes"), "n1 (this node)");
        shows(page.locator("#files"), "Registry");
        shows(page.locator("#events"), "backend down");
        assertThat(cell(page, "site.example", "n1").locator("path").getAttribute("d"))
                .startsWith("M");
        assertThat(page.title()).endsWith("n1 · Outrider");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void aKilledBackendShowsByItself() {
        Chromium.Window window = open(sidecar);
        Page page = window.page();
        Locator killed = cell(page, "killed.example", "n2");
        shows(killed, "standby");
        shows(page.locator("#live"), "Live");

        victim.kill();

        shows(killed, "down");
        shows(page.locator("#news"), "backend down killed.example");
        assertThat(window.complaints()).isEmpty();
        victim.start();
        shows(killed, "standby");
    }

    @Test
    void nothingThatIsWrittenIntoThePageIsRunAndTheBrowserSaysSo() {
        Chromium.Window window = open(sidecar);

        Object run = window.page().evaluate("""
                () => {
                  const script = document.createElement('script');
                  script.textContent = 'window.owned = 1';
                  document.head.append(script);
                  document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.owned = 2">');
                  return window.owned ?? 'no';
                }""");

        assertThat(run).isEqualTo("no");
        // The other tests ask for no complaint: this is what one would look like.
        await().atMost(PATIENCE)
                .until(() -> window.complaints().stream()
                                .filter(complaint -> complaint.contains("Content Security Policy"))
                                .count()
                        >= 2);
    }

    @Test
    void theFilterFindsServicesNodesAndStates() {
        Page page = open(sidecar).page();
        shows(cell(page, "gone", "n1"), "down");
        Locator rows = page.locator("#matrix tbody tr:visible");

        page.getByLabel("Filter").fill("n2 site");
        PlaywrightAssertions.assertThat(rows).hasCount(1);
        shows(rows, "site.example");
        page.getByLabel("Filter").fill("down");
        shows(page.locator("#count"), "1 of 3");
        page.getByLabel("Filter").fill("");
        page.getByLabel("troubles only").check();
        gone(cell(page, "site.example", "n1"));
    }

    @Test
    void theKeyboardAloneGetsAnExplanation() {
        Chromium.Window window = open(sidecar);
        Page page = window.page();
        shows(cell(page, "gone", "n1"), "down");

        page.getByLabel("troubles only").focus();
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");

        Locator sheet = page.locator("#details");
        shows(sheet, "Last failure");
        shows(sheet, "What happened");
        page.keyboard().press("Escape");
        gone(sheet);
        PlaywrightAssertions.assertThat(cell(page, "gone", "n1")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.locator("#matrix :focus").count())
                .as("one stop for the whole grid")
                .isZero();
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void aBackendIsDrainedAndUndrainedByClick() {
        assumeTrue(
                sidecar.get("/openapi?format=json").body().contains("/api/v1/drains"), "this sidecar drains nothing");
        Page page = open(sidecar).page();
        Locator drained = cell(page, "site.example", "n1");
        Locator sheet = page.locator("#details");
        drained.click();
        sheet.getByLabel("Reason").fill("a new kernel");

        press(sheet, "Drain").click();

        shows(drained, "drained");
        shows(page.locator("#drains"), "a new kernel");
        shows(cell(page, "site.example", "n2"), "serves");
        sheet.getByLabel("What").selectOption("service site.example");
        press(sheet, "Drain").click();
        press(sheet, "Drain all the same").click();
        shows(cell(page, "site.example", "n2"), "drained");
        press(sheet, "End drain of site.example").click();
        press(sheet, "End drain of site.example/n1:" + one.port()).click();
        shows(drained, "serves");
        gone(page.locator("#drains"));
    }

    @Test
    void whoChangesSomethingIsAskedForTheToken() {
        Page page = open(guarded).page();
        shows(cell(page, "site.example", "n1"), "serves");
        Locator dialog = page.locator("#token");

        page.evaluate("() => { import('/page/sidecar.js').then((module) => module.change('POST', 'api/v1/reload'))"
                + ".then((done) => (window.done = done)); }");

        shows(dialog, "Token needed");
        dialog.getByLabel("Token").fill("wrong");
        press(dialog, "Go on").click();
        shows(dialog, "not accepted");
        dialog.getByLabel("Token").fill("s3cret");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.done")));
        gone(dialog);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 200", "localhost, 200"})
    void thePageMayChangeSomethingOnThisMachine(String host, int status) {
        Page page = chromium.open("http://" + host + ":" + sidecar.port() + "/", ColorScheme.LIGHT, Chromium.DESK)
                .page();

        Object answered = page.evaluate("fetch('api/v1/reload', {method: 'POST'}).then((answer) => answer.status)");

        assertThat(answered).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 390"})
    void nobodyIsLeftOut(ColorScheme scheme, int width) {
        Page page = chromium.open(url(sidecar), scheme, width).page();
        shows(cell(page, "gone", "n1"), "down");
        assertThat(violations(new AxeBuilder(page))).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("nothing to scroll sideways")
                .isEqualTo(0);

        cell(page, "gone", "n1").click();
        shows(page.locator("#details"), "Last failure");

        assertThat(violations(new AxeBuilder(page).include("#details"))).isEmpty();
    }

    private static List<String> violations(AxeBuilder axe) {
        return axe.analyze().getViolations().stream()
                .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
                .toList();
    }

    @Test
    void aSidecarThatIsAwayIsToldAndFoundAgain() {
        Page page = open(guarded).page();
        shows(cell(page, "site.example", "n1"), "serves");

        guarded.kill();

        shows(page.locator("#away"), "Last seen at");
        shows(page.locator("#live"), "No answer");
        shows(cell(page, "site.example", "n1"), "serves");
        guarded.start();
        gone(page.locator("#away"));
        shows(page.locator("#live"), "Live");
    }

    @Test
    void itIsServedWholeByTheSidecarAlone() throws Exception {
        HttpResponse<String> page = ask("", request -> request.header("Accept", "*/*"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(ask("", request -> request.header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        HttpResponse<String> head = ask("", request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("ETag")).contains(tag);
        assertThat(ask("page/none.js", request -> request).statusCode()).isEqualTo(404);
        assertThat(ask("page/app.js", request -> request.header("Accept-Encoding", "gzip"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
        assertThat(ask("api/v1/page?latency=true", request -> request.header("Accept-Encoding", "gzip"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }

    @Test
    void whatItIsDrawnFromIsShort() {
        var page = sidecar.get("/api/v1/page?service=site.example&latency=true").json();

        assertThat(page.path("nodes")).hasSize(2);
        assertThat(page.path("services")).hasSize(1);
        var backend = page.path("services").get(0).path("backends").get(0);
        assertThat(backend.path("node").asText()).isEqualTo("n1");
        assertThat(backend.path("serving").asBoolean()).isTrue();
        assertThat(backend.path("latency").get(0).asInt()).isPositive();
        assertThat(sidecar.get("/api/v1/page").json().path("services")).hasSize(3);
        assertThat(sidecar.get("/api/v1/page").body()).doesNotContain("latency");
    }

    private static HttpResponse<String> ask(String path, UnaryOperator<HttpRequest.Builder> with) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = with.apply(HttpRequest.newBuilder(URI.create(url(sidecar) + path)))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
