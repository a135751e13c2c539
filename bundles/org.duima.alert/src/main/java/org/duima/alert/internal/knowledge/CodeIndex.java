package org.duima.alert.internal.knowledge;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Numbers by key, several for one key: a hash table in arrays, which holds a quarter of a million
 * keys in a few megabytes. Once built it is immutable and safe for use by several threads.
 */
final class CodeIndex {
  /** Gets the numbers of a key. */
  @FunctionalInterface
  interface Each {
    void accept(int number);
  }

  private final String[] keys;
  private final int[] first;
  private final int[] next;
  private final int[] numbers;
  private final int size;

  private CodeIndex(String[] keys, int[] first, int[] next, int[] numbers, int size) {
    this.keys = keys;
    this.first = first;
    this.next = next;
    this.numbers = numbers;
    this.size = size;
  }

  /** How many keys there are. */
  int size() {
    return size;
  }

  /** Hands over the numbers of a key, in the order in which they were added. */
  void each(String key, Each each) {
    int place = place(keys, key);
    if (keys[place] == null) {
      return;
    }
    for (int entry = first[place]; entry >= 0; entry = next[entry]) {
      each.accept(numbers[entry]);
    }
  }

  /** Hands over the numbers of the key that is the beginning of a text, which is not cut out. */
  void each(String text, int length, Each each) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + text.charAt(i); // as String.hashCode is specified
    }
    int place = start(keys, hash);
    while (keys[place] != null
        && !(keys[place].length() == length && text.startsWith(keys[place]))) {
      place = place + 1 & keys.length - 1;
    }
    if (keys[place] != null) {
      for (int entry = first[place]; entry >= 0; entry = next[entry]) {
        each.accept(numbers[entry]);
      }
    }
  }

  /** Hands over every key, in no order. */
  void forEachKey(Consumer<String> each) {
    for (String key : keys) {
      if (key != null) {
        each.accept(key);
      }
    }
  }

  /** The first number of a key, -1 if there is none. */
  int firstOf(String key) {
    int place = place(keys, key);
    return keys[place] == null ? -1 : numbers[first[place]];
  }

  private static int place(String[] keys, String key) {
    int place = start(keys, key.hashCode());
    while (keys[place] != null && !keys[place].equals(key)) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private static int start(String[] keys, int hash) {
    return (hash ^ (hash >>> 16)) * 0x9E3779B9 >>> 7 & keys.length - 1;
  }

  /** Collects keys. */
  static final class Builder {
    private String[] keys = new String[64];
    private int[] first = new int[64];
    private int[] last = new int[64];
    private int[] next = new int[64];
    private int[] numbers = new int[64];
    private int entries;
    private int size;

    /** Adds a number to a key; the same one twice in a row counts once. */
    void add(String key, int number) {
      if (size * 2 >= keys.length) {
        grow();
      }
      int place = place(keys, key);
      if (keys[place] != null && numbers[last[place]] == number) {
        return;
      }
      if (entries == numbers.length) {
        numbers = Arrays.copyOf(numbers, entries * 2);
        next = Arrays.copyOf(next, entries * 2);
      }
      numbers[entries] = number;
      next[entries] = -1;
      if (keys[place] == null) {
        keys[place] = key;
        first[place] = entries;
        size++;
      } else {
        next[last[place]] = entries;
      }
      last[place] = entries;
      entries++;
    }

    private void grow() {
      String[] former = keys;
      int[] formerFirst = first;
      int[] formerLast = last;
      keys = new String[former.length * 2];
      first = new int[keys.length];
      last = new int[keys.length];
      for (int i = 0; i < former.length; i++) {
        if (former[i] != null) {
          int place = place(keys, former[i]);
          keys[place] = former[i];
          first[place] = formerFirst[i];
          last[place] = formerLast[i];
        }
      }
    }

    /** The number of a key that was added first, -1 if there is none yet. */
    int firstOf(String key) {
      int place = place(keys, key);
      return keys[place] == null ? -1 : numbers[first[place]];
    }

    CodeIndex build() {
      return new CodeIndex(
          keys, first, Arrays.copyOf(next, entries), Arrays.copyOf(numbers, entries), size);
    }
  }
}
