package org.duima.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.duima.api.Text;

/**
 * What a jar says of itself.
 *
 * @param symbolicName empty for a jar that is no bundle
 * @param version {@code 0.0.0} if it names none
 * @param fragment whether it joins another bundle instead of running by itself
 */
public record BundleFile(String symbolicName, String version, boolean fragment) {
  private static final String NAME = "Bundle-SymbolicName";
  private static final String VERSION = "Bundle-Version";

  /**
   * Reads a jar to its end, so that one that was cut off is found out before anything is stopped
   * for it.
   *
   * @throws RefusedException if it cannot be read as a jar, or is none that could do anything
   */
  public static BundleFile read(Path jar) throws RefusedException {
    boolean classes = false;
    Manifest manifest;
    try (JarFile file = new JarFile(jar.toFile())) {
      manifest = file.getManifest();
      for (JarEntry entry : entries(file)) {
        classes |= entry.getName().endsWith(".class");
        try (CheckedInputStream in =
            new CheckedInputStream(file.getInputStream(entry), new CRC32())) {
          in.transferTo(OutputStream.nullOutputStream());
          if (entry.getCrc() != in.getChecksum().getValue()) {
            throw new ZipException(entry.getName() + ": CRC");
          }
        }
      }
    } catch (IOException | SecurityException e) {
      throw new RefusedException(
          new Text("不是完整的 jar 文件：" + e.getMessage(), "is no whole jar file: " + e.getMessage()),
          false);
    }
    Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String name = beforeDirectives(main.getValue(NAME));
    if (name.isEmpty() && !classes) {
      throw new RefusedException(
          new Text(
              "没有 META-INF/MANIFEST.MF 的 Bundle-SymbolicName，也没有类文件",
              "has no Bundle-SymbolicName in META-INF/MANIFEST.MF, and no classes"),
          false);
    }
    String version = main.getValue(VERSION);
    return new BundleFile(
        name, version == null ? "0.0.0" : version.strip(), main.getValue("Fragment-Host") != null);
  }

  private static String beforeDirectives(String header) {
    return header == null ? "" : header.split(";", 2)[0].strip();
  }

  private static List<JarEntry> entries(JarFile file) {
    List<JarEntry> entries = new ArrayList<>();
    file.entries().asIterator().forEachRemaining(entries::add);
    return entries;
  }

  /**
   * Copies a bundle under another name and without anything that would run, so that the framework
   * can be asked whether it resolves beside the version in force.
   */
  public static void writeTrial(Path jar, Path trial) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        OutputStream out = Files.newOutputStream(trial)) {
      Manifest manifest = new Manifest();
      Attributes main = manifest.getMainAttributes();
      main.putAll(file.getManifest().getMainAttributes());
      main.putValue(NAME, beforeDirectives(main.getValue(NAME)) + ".trial");
      main.remove(new Attributes.Name("Bundle-Activator"));
      main.remove(new Attributes.Name("Service-Component"));
      try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
        copy.setLevel(Deflater.BEST_SPEED);
        for (JarEntry entry : entries(file)) {
          if (!entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
            copy(file, entry, copy);
          }
        }
      }
    }
  }

  private static void copy(JarFile file, JarEntry entry, JarOutputStream copy) throws IOException {
    try {
      copy.putNextEntry(new JarEntry(entry.getName()));
    } catch (ZipException e) {
      // the same name twice: the first one counts, as it does for the framework
      return;
    }
    try (InputStream in = file.getInputStream(entry)) {
      in.transferTo(copy);
    }
    copy.closeEntry();
  }

  /** Hash of a file, in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
