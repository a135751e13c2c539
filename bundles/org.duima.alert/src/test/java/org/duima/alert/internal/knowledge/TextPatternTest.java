package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.duima.api.Text;
import org.junit.jupiter.api.Test;

class TextPatternTest {
  private static final TextPattern CHILD =
      TextPattern.of("「{item}」限儿童使用[（{limit}）][，患者年龄{age}]，超出限定。");

  @Test
  void wordsStandInTheirPlaces() {
    assertEquals(
        "「小儿黄龙颗粒」限儿童使用（不满18岁），患者年龄35岁，超出限定。",
        CHILD.render(Map.of("item", "小儿黄龙颗粒", "limit", "不满18岁", "age", "35岁"), 500));
  }

  @Test
  void aPartWithoutItsWordIsLeftOut() {
    assertEquals(
        "「小儿黄龙颗粒」限儿童使用，患者年龄35岁，超出限定。",
        CHILD.render(Map.of("item", "小儿黄龙颗粒", "limit", " ", "age", "35岁"), 500));
    assertEquals("「小儿黄龙颗粒」限儿童使用，超出限定。", CHILD.render(Map.of("item", "小儿黄龙颗粒"), 500));
  }

  @Test
  void aWordThatIsMissingElsewhereBecomesANeutralOneOfItsLanguage() {
    assertEquals("「该项目」限儿童使用，超出限定。", CHILD.render(Map.of(), 500));
    assertEquals(
        "this item interacts with another item, (not stated).",
        TextPattern.of("{item} interacts with {other}, {value}.").render(Map.of(), 500));
  }

  @Test
  void aTooLongSentenceLosesTheEndOfItsLongestValueFirst() {
    String rendered = CHILD.render(Map.of("item", "很".repeat(300), "age", "35岁"), 60);
    assertEquals(60, rendered.length());
    assertTrue(rendered.startsWith("「很很"), rendered);
    assertTrue(rendered.endsWith("很…」限儿童使用，患者年龄35岁，超出限定。"), rendered);
  }

  @Test
  void whatCannotBeShortenedIsCutAtItsEnd() {
    assertEquals("「该项目」限儿童…", CHILD.render(Map.of(), 9));
    assertEquals("", CHILD.render(Map.of(), 0));
  }

  @Test
  void aCharacterOfTwoUnitsIsNotCutInHalves() {
    String rendered = TextPattern.of("{item}").render(Map.of("item", "𠀀".repeat(20)), 12);
    assertTrue(rendered.length() <= 12, rendered);
    assertEquals(
        rendered.codePoints().filter(c -> c == 0x20000).count() * 2 + 1, rendered.length());
  }

  @Test
  void signsAndLineBreaksInNamesDoNoHarm() {
    assertEquals(
        "「<b>{age}◎&[x] $1\\ 片」限儿童使用，超出限定。",
        CHILD.render(Map.of("item", "<b>{age}◎&[x]\n$1\\ 片"), 500));
  }

  @Test
  void bothLanguagesAreRenderedAtOnce() {
    assertEquals(
        new Text("「甘草」单用。", "甘草 alone."),
        TextPattern.render(new Text("「{item}」单用。", "{item} alone."), Map.of("item", "甘草"), 100));
  }

  @Test
  void itNamesItsWords() {
    assertEquals(Set.of("item", "limit", "age"), CHILD.words());
  }

  @Test
  void whatDoesNotMatchIsRefused() {
    for (String wrong : new String[] {"{item", "item}", "{}", "{a b}", "[{item}", "x]", "[[x]]"}) {
      assertThrows(IllegalArgumentException.class, () -> TextPattern.of(wrong), wrong);
    }
  }
}
