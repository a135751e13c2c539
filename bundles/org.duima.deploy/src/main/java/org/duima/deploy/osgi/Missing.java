package org.duima.deploy.osgi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Text;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/** Says in plain words what a bundle that does not resolve lacks. */
final class Missing {
  private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");
  private static final Pattern FROM = Pattern.compile("\\(version>=([^)]+)\\)");

  private Missing() {}

  static Text of(BundleContext context, Bundle bundle) {
    FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    List<Text> lacks = new ArrayList<>();
    for (BundleRequirement requirement :
        bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
      Map<String, String> directives = requirement.getDirectives();
      boolean optional =
          Namespace.RESOLUTION_OPTIONAL.equals(
              directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
      boolean later =
          Namespace.EFFECTIVE_ACTIVE.equals(
              directives.get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
      if (!optional
          && !later
          && !"dynamic".equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
          && wiring.findProviders(requirement).isEmpty()) {
        lacks.add(words(context, requirement));
      }
    }
    if (lacks.isEmpty()) {
      return new Text(
          "所需的软件包彼此版本冲突，或其提供者自身无法解析",
          "the packages that it needs contradict each other, or who offers them does not resolve");
    }
    return new Text(
        String.join("；", lacks.stream().map(Text::zh).toList()),
        String.join("; ", lacks.stream().map(Text::en).toList()));
  }

  private static Text words(BundleContext context, BundleRequirement requirement) {
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    Matcher name = PACKAGE.matcher(filter);
    if (!name.find()) {
      String what = requirement.getNamespace() + " " + filter;
      return new Text("缺少 " + what, "lacks " + what);
    }
    String below = group(BELOW.matcher(filter));
    String from = group(FROM.matcher(BELOW.matcher(filter).replaceAll("")));
    String range = (from.isEmpty() ? "" : " ≥ " + from) + (below.isEmpty() ? "" : " < " + below);
    Collection<String> there = versions(context, name.group(1));
    return new Text(
        "缺少软件包 " + name.group(1) + range + (there.isEmpty() ? "" : "（现有 " + list(there) + "）"),
        "lacks package "
            + name.group(1)
            + range
            + (there.isEmpty() ? "" : " (there is " + list(there) + ")"));
  }

  private static String list(Collection<String> versions) {
    return String.join(", ", versions);
  }

  private static String group(Matcher matcher) {
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Collection<String> versions(BundleContext context, String name) {
    Collection<String> versions = new TreeSet<>();
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision == null || bundle.getState() == Bundle.INSTALLED) {
        continue;
      }
      for (BundleCapability offered :
          revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        if (name.equals(offered.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))) {
          versions.add(
              String.valueOf(
                  offered.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)));
        }
      }
    }
    return versions;
  }
}
