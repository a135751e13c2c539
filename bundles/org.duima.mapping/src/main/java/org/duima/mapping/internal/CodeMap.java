package org.duima.mapping.internal;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An immutable map by code. Codes of up to eleven characters of the alphabet that ICD codes are
 * made of are packed into a number each: that takes no object for a key, and a look-up touches two
 * places in memory, which is what its time depends on. Longer and other keys are kept as they are.
 */
final class CodeMap<V> extends AbstractMap<String, V> {
  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.x+*/";
  private static final int BASE = ALPHABET.length() + 1;
  private static final int LONGEST = 11;
  private static final byte[] DIGIT = new byte[128];

  /** Spreads numbers of neighbouring codes: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  static {
    for (int i = 0; i < ALPHABET.length(); i++) {
      DIGIT[ALPHABET.charAt(i)] = (byte) (i + 1);
    }
  }

  private final long[] keys;
  private final Object[] values;
  private final int shift;
  private final Map<String, V> others = new HashMap<>();
  private final int size;

  CodeMap(Map<String, V> entries) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(2, entries.size() * 2L - 1));
    keys = new long[1 << bits];
    values = new Object[1 << bits];
    shift = 64 - bits;
    size = entries.size();
    entries.forEach(
        (key, value) -> {
          long packed = pack(key);
          if (packed == 0) {
            others.put(key, value);
          } else {
            int slot = slot(packed);
            keys[slot] = packed;
            values[slot] = value;
          }
        });
  }

  /** 0 for a key that does not fit. */
  private static long pack(String key) {
    int length = key.length();
    if (length > LONGEST) {
      return 0;
    }
    long packed = 0;
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      int digit = c < DIGIT.length ? DIGIT[c] : 0;
      if (digit == 0) {
        return 0;
      }
      packed = packed * BASE + digit;
    }
    return packed;
  }

  private static String unpack(long packed) {
    StringBuilder text = new StringBuilder(LONGEST);
    for (long rest = packed; rest != 0; rest /= BASE) {
      text.append(ALPHABET.charAt((int) (rest % BASE) - 1));
    }
    return text.reverse().toString();
  }

  /** Where a number is, or where it would be; at least half of all places are free. */
  private int slot(long packed) {
    int slot = (int) (packed * SPREAD >>> shift);
    while (keys[slot] != packed && keys[slot] != 0) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  @Override
  @SuppressWarnings("unchecked")
  public V get(Object key) {
    long packed = pack((String) key);
    return packed == 0 ? others.get(key) : (V) values[slot(packed)];
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Map.Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, V>> iterator() {
        return entries().iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private Stream<Map.Entry<String, V>> entries() {
    Stream<Map.Entry<String, V>> packed =
        IntStream.range(0, keys.length)
            .filter(slot -> keys[slot] != 0)
            .mapToObj(slot -> Map.entry(unpack(keys[slot]), (V) values[slot]));
    Stream<Map.Entry<String, V>> kept =
        others.entrySet().stream().map(entry -> Map.entry(entry.getKey(), entry.getValue()));
    return Stream.concat(packed, kept);
  }
}
