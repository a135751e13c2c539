package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the contracts of several interfaces do alike. */
final class Together {
  private static final int THREADS = 8;
  private static final int ROUNDS = 100;
  private static final int CUTS = 24;
  private static final int NOISE = 5_000;

  private Together() {}

  /** Asks from several threads at a time; every answer equals the one of a single thread. */
  static <T> void alike(Callable<T> question) throws Exception {
    T alone = question.call();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> answers = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        answers.add(threads.submit(question));
      }
      for (Future<T> answer : answers) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** What no sender means: nothing, noise, and a good message that was cut or altered. */
  static List<byte[]> damaged(byte[] good) {
    Random random = new Random(20260401);
    List<byte[]> all = new ArrayList<>();
    all.add(new byte[0]);
    all.add(new byte[] {0});
    all.add("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><a>&b;</a>".getBytes());
    all.add("{\"a\": [".repeat(NOISE).getBytes());
    byte[] noise = new byte[NOISE];
    random.nextBytes(noise);
    all.add(noise);
    for (int i = 0; i < CUTS; i++) {
      byte[] cut = new byte[random.nextInt(good.length)];
      System.arraycopy(good, 0, cut, 0, cut.length);
      all.add(cut);
      byte[] altered = good.clone();
      for (int j = 0; j < 5; j++) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
      }
      all.add(altered);
    }
    return all;
  }

  /** No text that people or logs see holds what only the patient's record may. */
  static void keepsSecrets(String shown, List<String> secrets) {
    for (String secret : secrets) {
      assertThat(shown).doesNotContain(secret);
    }
  }
}
