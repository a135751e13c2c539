package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds of a plug-in and of rooms, good and broken, as they are needed: none of them ships. */
final class HotJars {
  static final String PLUGIN = "org.example.hot";
  private static final String COMPONENT = "OSGI-INF/hot.xml";
  private static final Attributes.Name COMPONENTS = new Attributes.Name("Service-Component");

  private static final String RULE =
      """
      package org.example.hot;

      import java.util.List;
      import java.util.Set;
      import org.duima.api.Text;
      import org.duima.api.alert.*;
      import org.duima.api.spi.OrderRule;

      public final class HotRule implements OrderRule {
        private static final RuleClass OWN =
            new RuleClass("test-hot", "", RuleClass.Category.MEDICAL, new Text("热", "hot"),
                "test-hot", RuleClass.Subject.LINE, false, Reaction.WARN,
                Set.of(Audience.DOCTOR), Set.of(Scene.SIGN), false, Constraint.NONE,
                new Text("热", "hot"), new Text("", ""));

        public HotRule() {
          if ("component-throws".equals(VARIANT)) {
            throw new IllegalStateException("the component says no");
          }
        }

        static final String VARIANT = "%s";

        @Override
        public String logic() {
          return "test-hot";
        }

        @Override
        public List<RuleClass> classes() {
          return List.of(OWN);
        }

        @Override
        public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
          return List.of();
        }
      }
      """;

  private static final String ACTIVATOR =
      """
      package org.example.hot;

      import org.osgi.framework.BundleActivator;
      import org.osgi.framework.BundleContext;

      public final class HotActivator implements BundleActivator {
        @Override
        public void start(BundleContext context) {
          throw new IllegalStateException("the activator says no");
        }

        @Override
        public void stop(BundleContext context) {}
      }
      """;

  /** What is wrong with a build, with a word that its refusal must hold. */
  enum Variant {
    GOOD(""),
    TRUNCATED("jar"),
    EMPTY("Bundle-SymbolicName"),
    UNRESOLVED("org.duima.api.spi"),
    ACTIVATOR_THROWS("the activator says no"),
    COMPONENT_THROWS("the component says no");

    final String word;

    Variant(String word) {
      this.word = word;
    }
  }

  private final Path work;
  private final Path distribution;
  private int builds;

  /**
   * @param work folder for what is built
   */
  HotJars(Path work, Path distribution) {
    this.work = work;
    this.distribution = distribution;
  }

  /** A new build of the plug-in. */
  Path plugin(Variant variant) throws IOException {
    Path folder = Files.createDirectories(work.resolve("build" + ++builds));
    Path jar = folder.resolve("hot.jar");
    if (variant == Variant.EMPTY) {
      try (JarOutputStream files = new JarOutputStream(Files.newOutputStream(jar))) {
        files.putNextEntry(new JarEntry("readme.txt"));
        files.write('x');
      }
      return jar;
    }
    TreeMap<String, String> sources = new TreeMap<>();
    sources.put(
        "HotRule",
        RULE.formatted(
            variant == Variant.COMPONENT_THROWS ? "component-throws" : "build " + builds));
    if (variant == Variant.ACTIVATOR_THROWS) {
      sources.put("HotActivator", ACTIVATOR);
    }
    Path classes = compile(folder, sources);
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", PLUGIN);
    main.putValue("Bundle-Version", "1.0." + builds);
    String wanted = variant == Variant.UNRESOLVED ? "[9,10)" : "[1,2)";
    main.putValue(
        "Import-Package",
        "org.osgi.framework,org.duima.api;version=\"[1,2)\",org.duima.api.alert;version=\"[1,2)\","
            + "org.duima.api.spi;version=\""
            + wanted
            + "\"");
    main.put(COMPONENTS, COMPONENT);
    if (variant == Variant.ACTIVATOR_THROWS) {
      main.putValue("Bundle-Activator", "org.example.hot.HotActivator");
    }
    try (JarOutputStream files = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      files.putNextEntry(new JarEntry(COMPONENT));
      files.write(
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="org.example.hot">
            <implementation class="org.example.hot.HotRule"/>
            <service><provide interface="org.duima.api.spi.OrderRule"/></service>
          </scr:component>
          """
              .getBytes(StandardCharsets.UTF_8));
      for (String source : sources.keySet()) {
        String entry = "org/example/hot/" + source + ".class";
        files.putNextEntry(new JarEntry(entry));
        Files.copy(classes.resolve(entry), files);
      }
    }
    return variant == Variant.TRUNCATED ? cutOff(jar) : jar;
  }

  private static Path compile(Path folder, TreeMap<String, String> sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    for (String name : sources.keySet()) {
      Path source = folder.resolve(name + ".java");
      Files.writeString(source, sources.get(name));
      int result =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  List.of(
                          "--release",
                          "17",
                          "-proc:none",
                          "-cp",
                          System.getProperty("java.class.path"),
                          "-d",
                          classes.toString(),
                          source.toString())
                      .toArray(String[]::new));
      if (result != 0) {
        throw new IllegalStateException("the plug-in does not compile");
      }
    }
    return classes;
  }

  private static Path cutOff(Path jar) throws IOException {
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
    return jar;
  }

  /** The jar of a room in the distribution. */
  Path shipped(String room) {
    Path folder = distribution.resolve("system/org/duima").resolve(room);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another build of a room, which differs in its version and by a note. */
  Path room(String room) throws IOException {
    return rebuilt(room, false);
  }

  /** A build of a room that starts and offers nothing. */
  Path idleRoom(String room) throws IOException {
    return rebuilt(room, true);
  }

  /** A build of a room of which the end is missing. */
  Path cutRoom(String room) throws IOException {
    return cutOff(room(room));
  }

  private Path rebuilt(String room, boolean idle) throws IOException {
    Path folder = Files.createDirectories(work.resolve("build" + ++builds));
    Path jar = folder.resolve(room + ".jar");
    try (JarFile shipped = new JarFile(shipped(room).toFile())) {
      Manifest manifest = new Manifest(shipped.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", "0.1." + builds);
      if (idle) {
        manifest.getMainAttributes().remove(COMPONENTS);
      }
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream files = new JarOutputStream(out, manifest)) {
        files.putNextEntry(new JarEntry("build.txt"));
        files.write(String.valueOf(builds).getBytes(StandardCharsets.UTF_8));
        for (JarEntry entry : shipped.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            files.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream in = shipped.getInputStream(entry)) {
              in.transferTo(files);
            }
          }
        }
      }
    }
    return jar;
  }

  /** Puts a file in place at once, as an administrator does with {@code mv}. */
  static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Path beside = to.resolveSibling("." + to.getFileName() + ".part");
    Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
