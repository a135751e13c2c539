package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** A plug-in whose rule never answers, built where it is needed: it ships with nothing. */
final class HangingPlugin {
  static final String LOGIC = "test-hanging";

  private static final String NAME = "org.example.hanging";
  private static final String COMPONENT = "OSGI-INF/hanging.xml";

  private static final String SOURCE =
      """
      package org.example.hanging;

      import java.util.List;
      import java.util.Set;
      import java.util.concurrent.CountDownLatch;
      import org.duima.api.Text;
      import org.duima.api.alert.*;
      import org.duima.api.spi.OrderRule;

      public final class HangingRule implements OrderRule {
        private static final RuleClass OWN =
            new RuleClass("test-hanging", "", RuleClass.Category.MEDICAL, new Text("不答", "hangs"),
                "test-hanging", RuleClass.Subject.LINE, false, Reaction.WARN,
                Set.of(Audience.DOCTOR), Set.of(Scene.SIGN), false, Constraint.NONE,
                new Text("不答", "hangs"), new Text("", ""));

        @Override
        public String logic() {
          return "test-hanging";
        }

        @Override
        public List<RuleClass> classes() {
          return List.of(OWN);
        }

        @Override
        public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
          CountDownLatch never = new CountDownLatch(1);
          while (true) {
            try {
              never.await();
            } catch (InterruptedException e) {
              // it does not even let itself be interrupted
            }
          }
        }
      }
      """;

  private HangingPlugin() {}

  /** Builds the jar and moves it into place at once. */
  static void deploy(Path work, Path into) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    Path source = work.resolve("HangingRule.java");
    Files.writeString(source, SOURCE);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    if (result != 0) {
      throw new IllegalStateException("the plug-in does not compile");
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", NAME);
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue(
        "Import-Package",
        "org.duima.api;version=\"[1,2)\",org.duima.api.alert;version=\"[1,2)\","
            + "org.duima.api.spi;version=\"[1,2)\"");
    main.putValue("Service-Component", COMPONENT);
    Path jar = work.resolve("hanging.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream files = new JarOutputStream(out, manifest)) {
      files.putNextEntry(new JarEntry(COMPONENT));
      files.write(
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="org.example.hanging">
            <implementation class="org.example.hanging.HangingRule"/>
            <service><provide interface="org.duima.api.spi.OrderRule"/></service>
          </scr:component>
          """
              .getBytes(StandardCharsets.UTF_8));
      String entry = "org/example/hanging/HangingRule.class";
      files.putNextEntry(new JarEntry(entry));
      Files.copy(classes.resolve(entry), files);
    }
    Files.move(jar, into, StandardCopyOption.REPLACE_EXISTING);
  }
}
