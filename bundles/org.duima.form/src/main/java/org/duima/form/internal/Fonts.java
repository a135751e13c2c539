package org.duima.form.internal;

import java.nio.file.Path;

/** Holds the font in force: the one that the site named, else the shipped one. */
public final class Fonts {
  private final Path home;
  private String named = "";
  private PrintFont font;

  /**
   * @param home where relative paths start
   */
  public Fonts(Path home) {
    this.home = home;
  }

  /**
   * Takes another font.
   *
   * @param path of the font's file, empty for the shipped one
   * @throws IllegalArgumentException if it is no font that can be used; the one in force stays
   */
  public synchronized void use(String path) {
    if (path.isBlank()) {
      named = "";
      font = null;
    } else if (!path.equals(named)) {
      font = PrintFont.of(home, path);
      named = path;
    }
  }

  /** The font in force. The shipped one is read when it is needed first. */
  synchronized PrintFont current() {
    if (font == null) {
      font = PrintFont.shipped();
    }
    return font;
  }
}
