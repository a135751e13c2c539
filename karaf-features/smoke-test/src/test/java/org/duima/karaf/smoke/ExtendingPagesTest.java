package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/extending shows is what is compiled and run, and the samples fit the hall. */
class ExtendingPagesTest {
  /** Interfaces that belong to another one, and the page that tells of them. */
  private static final Map<String, String> PARTS =
      Map.of("Seal", "platform-signer.md", "ReferringAdapter", "source-adapter.md");

  private static final Path PAGES = Samples.REPOSITORY.resolve("docs/extending");
  private static final Pattern SNIPPET =
      Pattern.compile("```(?:java|xml|properties)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)");
  private static final Pattern SHOWN = Pattern.compile(".*\\.(java|xml|cfg|properties)");

  private static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  /** Sources of the samples, and whatever else the page links to. */
  private static List<String> sources(String page) throws IOException {
    List<Path> roots = new ArrayList<>(List.of(Samples.REPOSITORY.resolve("examples")));
    Matcher link = LINK.matcher(page);
    while (link.find()) {
      Path target = PAGES.resolve(link.group(1)).normalize();
      if (Files.exists(target) && !target.toString().endsWith(".md")) {
        roots.add(target);
      }
    }
    List<String> sources = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(ExtendingPagesTest::isSource).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static boolean isSource(Path file) {
    return Files.isRegularFile(file)
        && SHOWN.matcher(file.getFileName().toString()).matches()
        && !file.toString().contains("/target/");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySnippetIsPartOfASource(Path file) throws IOException {
    String page = Files.readString(file);
    List<String> sources = sources(page);
    Matcher snippet = SNIPPET.matcher(page);
    int found = 0;
    while (snippet.find()) {
      found++;
      // a page leaves out what does not matter to it: each of its parts stands for itself
      for (String part : snippet.group(1).split("(?m)^ *…\\n")) {
        assertThat(sources).as(part).anyMatch(source -> source.contains(part));
      }
    }
    assertThat(found).as(file + " shows code").isPositive();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path file) throws IOException {
    Matcher link = LINK.matcher(Files.readString(file));
    while (link.find()) {
      if (!link.group(1).contains("://")) {
        assertThat(PAGES.resolve(link.group(1)).normalize()).exists();
      }
    }
  }

  @Test
  void everyInterfaceHasItsPageWithASample() throws IOException {
    String overview = Files.readString(PAGES.resolve("README.md"));
    Path spi = Samples.REPOSITORY.resolve("bundles/org.duima.api/src/main/java/org/duima/api/spi");
    try (Stream<Path> files = Files.list(spi)) {
      for (Path file : files.toList()) {
        String source = Files.readString(file);
        String name = file.getFileName().toString().replace(".java", "");
        if (PARTS.containsKey(name)) {
          assertThat(Files.readString(PAGES.resolve(PARTS.get(name)))).contains(name);
        } else if (source.contains("public interface")) {
          assertThat(overview.lines().filter(line -> line.startsWith("| `" + name + "`")))
              .as(name)
              .singleElement()
              .asString()
              .contains(".md)", "org.example.duima.", "Contract`");
        }
      }
    }
  }

  /** An additive change of the hall leaves a plug-in resolvable; a breaking one does not. */
  @Test
  void everySampleImportsTheInterfacesUpToTheNextMajorVersion() throws IOException {
    for (String sample : Samples.ALL) {
      try (JarFile jar = new JarFile(Samples.jar(sample).toFile())) {
        String imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
        Matcher range =
            Pattern.compile("org\\.duima\\.api[a-z.]*;version=\"\\[([0-9]+)[0-9.]*,([0-9]+)\\)\"")
                .matcher(imports);
        int found = 0;
        while (range.find()) {
          found++;
          assertThat(Integer.parseInt(range.group(2)))
              .as(sample + ": " + range.group())
              .isEqualTo(Integer.parseInt(range.group(1)) + 1);
        }
        assertThat(found).as(imports).isPositive();
        assertThat(Pattern.compile("org\\.duima").matcher(imports).results().count())
            .as("each import has a range: " + imports)
            .isEqualTo(found);
        assertThat(jar.stream().filter(entry -> entry.getName().startsWith("org/duima")))
            .as("the interfaces are the node's")
            .isEmpty();
      }
    }
  }
}
