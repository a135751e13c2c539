package org.duima.demo.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where each transaction is served below the base path. */
final class Paths {
  private static final String LISTS = "/fsi/api/medinfoupload/";

  static final Map<String, String> BY_INFNO = Map.copyOf(all());

  private Paths() {}

  private static Map<String, String> all() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("9001", "/fsi/api/signInSignOutService/signIn");
    paths.put("9002", "/fsi/api/signInSignOutService/signOut");
    paths.put("4101", LISTS + "setllistinfoupld");
    paths.put("4101A", LISTS + "setllistinfoupldA");
    paths.put("4102", LISTS + "setllistinfostasupd");
    paths.put("4103", LISTS + "querysetllistinfo");
    return paths;
  }
}
