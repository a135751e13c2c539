package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodeMapTest {
  @Test
  void isEqualToAMapOfTheJdkWithTheSameEntries() {
    Random random = new Random(7);
    String signs = "0123456789ABCXYZ.x+*/a\u0001高†";
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int length = random.nextInt(14); length > 0; length--) {
        key.append(signs.charAt(random.nextInt(signs.length())));
      }
      expected.put(key.toString(), i);
    }
    CodeMap<Integer> map = new CodeMap<>(expected);
    assertThat(map).hasSize(expected.size()).isEqualTo(expected);
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    for (String absent : new String[] {"A00.000x001y", "B99.999", "高血", "A00.000x0012"}) {
      assertThat(map.get(absent)).isEqualTo(expected.get(absent));
    }
  }

  @Test
  void tellsLongCodesFromTheirBeginnings() {
    CodeMap<String> map = new CodeMap<>(Map.of("A17.000+G01*", "long", "A17.000+G01", "eleven"));
    assertThat(map.get("A17.000+G01*")).isEqualTo("long");
    assertThat(map.get("A17.000+G01")).isEqualTo("eleven");
    assertThat(map.get("A17.000+G0")).isNull();
    assertThat(new CodeMap<String>(Map.of()).get("A17.000")).isNull();
  }
}
