package org.duima.console.osgi;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import org.duima.console.internal.ConsoleServlet;
import org.duima.console.internal.Pages;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Publishes {@code /console} with the files that this bundle carries. */
@Component(
    service = {},
    immediate = true)
public final class ConsoleComponent {
  private static final String FOLDER = "/pages/";
  private ServiceRegistration<?> registration;

  @Activate
  void activate(BundleContext context) throws IOException {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("osgi.http.whiteboard.servlet.pattern", "/console/*");
    registration =
        context.registerService(
            Servlet.class, new ConsoleServlet(new Pages(files(context.getBundle()))), properties);
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
  }

  private static Map<String, byte[]> files(Bundle bundle) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Enumeration<URL> entries = bundle.findEntries(FOLDER, "*.*", true);
    while (entries != null && entries.hasMoreElements()) {
      URL entry = entries.nextElement();
      try (InputStream in = entry.openStream()) {
        files.put(entry.getPath().substring(FOLDER.length()), in.readAllBytes());
      }
    }
    return files;
  }
}
