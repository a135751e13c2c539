package org.duima.deploy.osgi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Text;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** The components of a bundle and what they offer. Safe for use by several threads. */
final class Parts {
  private static final String HALL = "org.duima.api.";

  private final ServiceComponentRuntime components;

  Parts(ServiceComponentRuntime components) {
    this.components = components;
  }

  /** A component that waits for something. */
  record Part(String name, Text why) {}

  static boolean isOfTheHall(ServiceReference<?> reference) {
    for (String name : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
      if (name.startsWith(HALL)) {
        return true;
      }
    }
    return false;
  }

  /** Interfaces of the hall that a bundle offers now, by name. */
  Set<String> services(Bundle bundle) {
    Set<String> names = new TreeSet<>();
    ServiceReference<?>[] offered = bundle.getRegisteredServices();
    if (offered != null) {
      for (ServiceReference<?> reference : offered) {
        for (String name : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
          if (name.startsWith(HALL)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /** Components that wait for a service or for their configuration. */
  List<Part> waiting(Bundle bundle) {
    List<Part> waiting = new ArrayList<>();
    for (ComponentDescriptionDTO part : components.getComponentDescriptionDTOs(bundle)) {
      if (!components.isComponentEnabled(part)) {
        continue;
      }
      var made = components.getComponentConfigurationDTOs(part);
      if (made.isEmpty() && "require".equals(part.configurationPolicy)) {
        waiting.add(new Part(part.name, configuration(part)));
      }
      for (ComponentConfigurationDTO one : made) {
        if (one.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
          waiting.add(new Part(part.name, configuration(part)));
        } else if (one.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
          waiting.add(new Part(part.name, references(part, one)));
        }
      }
    }
    return waiting;
  }

  private static Text configuration(ComponentDescriptionDTO part) {
    String files = "etc/" + String.join(".cfg, etc/", part.configurationPid) + ".cfg";
    return new Text("等待设置 " + files, "waits for its settings " + files);
  }

  private static Text references(ComponentDescriptionDTO part, ComponentConfigurationDTO one) {
    List<String> services = new ArrayList<>();
    for (UnsatisfiedReferenceDTO lacking : one.unsatisfiedReferences) {
      for (ReferenceDTO reference : part.references) {
        if (reference.name.equals(lacking.name)) {
          String target = lacking.target == null ? "" : " " + lacking.target;
          services.add(reference.interfaceName + target);
        }
      }
    }
    String names = String.join(", ", services);
    return new Text("等待服务 " + names, "waits for the service " + names);
  }

  /** Why a component could not be made, if one could not. */
  Optional<Text> failure(Bundle bundle) {
    for (ComponentDescriptionDTO part : components.getComponentDescriptionDTOs(bundle)) {
      for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(part)) {
        if (one.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          String why = innermost(one.failure);
          return Optional.of(
              new Text(
                  "组件 " + part.name + " 启动失败：" + why,
                  "component " + part.name + " failed to start: " + why));
        }
      }
    }
    return Optional.empty();
  }

  /** Of a stack trace the line of the last cause. */
  private static String innermost(String trace) {
    if (trace == null) {
      return "";
    }
    String found = trace.lines().findFirst().orElse("");
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        found = line.substring("Caused by: ".length());
      }
    }
    return found.strip();
  }
}
