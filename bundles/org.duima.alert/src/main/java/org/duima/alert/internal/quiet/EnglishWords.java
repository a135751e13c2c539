package org.duima.alert.internal.quiet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules say in Chinese, in English. Rules give words for doctors, who read Chinese; the
 * English text beside it should be one. Names of items and diagnoses stay as they are, and so does
 * a word that is not known here.
 */
final class EnglishWords {
  private record Word(String zh, String en) {}

  /** A longer word stands before one that it holds. */
  private static final List<Word> WORDS =
      List.of(
          new Word("城乡居民基本医疗保险", "basic insurance of residents"),
          new Word("城乡居民大病医疗保险", "critical illness insurance of residents"),
          new Word("职工基本医疗保险", "basic insurance of employees"),
          new Word("公务员医疗补助", "civil servants' subsidy"),
          new Word("大额医疗费用补助", "large expense subsidy"),
          new Word("离休人员医疗保障", "retired cadres' coverage"),
          new Word("工伤保险", "work-injury insurance"),
          new Word("生育保险", "maternity insurance"),
          new Word("副主任医师", "associate chief physician"),
          new Word("主任医师", "chief physician"),
          new Word("主治医师", "attending physician"),
          new Word("医师", "physician"),
          new Word("医士", "assistant physician"),
          new Word("互联网诊疗", "internet visit"),
          new Word("药店购药", "pharmacy"),
          new Word("本次住院", "in this stay "),
          new Word("每次住院", "per stay "),
          new Word("本次手术", "for this operation "),
          new Word("每次手术", "per operation "),
          new Word("本病程", "in this course "),
          new Word("每个病程", "per course "),
          new Word("本年度", "this year "),
          new Word("每年", "per year "),
          new Word("每小时", "per hour "),
          new Word("每日", "per day "),
          new Word("当日", "that day "),
          new Word("天内", " days"),
          new Word("每", "per "),
          new Word("出院带药", "taken home "),
          new Word("单次", "single dose "),
          new Word("术后", "after the operation "),
          new Word("门诊", "outpatient"),
          new Word("急诊", "emergency"),
          new Word("住院", "inpatient"),
          new Word("间隔不少于", "at least between two: "),
          new Word("间隔", "interval "),
          new Word("妊娠期", "pregnant"),
          new Word("哺乳期", "nursing"),
          new Word("妊娠", "pregnant"),
          new Word("哺乳", "nursing"),
          new Word("一级", "level 1"),
          new Word("二级", "level 2"),
          new Word("三级", "level 3"),
          new Word("及以上", " or above"),
          new Word("以下", " or below"),
          new Word("以上", " or above"),
          new Word("不满", "below "),
          new Word("满", "from "),
          new Word("且", " and "),
          new Word("至", " to "),
          new Word("克/剂", " g a dose"),
          new Word("剂", " doses"),
          new Word("味", " slices"),
          new Word("克", " g"),
          new Word("个月", " months"),
          new Word("小时", " hours"),
          new Word("周岁", " years"),
          new Word("岁", " years"),
          new Word("天", " days"),
          new Word("日", " days"),
          new Word("次", " times"),
          new Word("种", " kinds"),
          new Word("元", " yuan"),
          new Word("男", "male"),
          new Word("女", "female"),
          new Word("、", ", "),
          new Word("，", ", "));

  private static final Set<String> AS_THEY_ARE =
      Set.of("item", "other", "code", "published", "diagnosis", "procedure", "department");

  private EnglishWords() {}

  static Map<String, String> of(Map<String, String> words) {
    Map<String, String> english = new LinkedHashMap<>();
    words.forEach(
        (name, value) -> english.put(name, AS_THEY_ARE.contains(name) ? value : of(value)));
    return english;
  }

  private static String of(String value) {
    String english = value;
    for (Word word : WORDS) {
      english = english.replace(word.zh, word.en);
    }
    return english.strip();
  }
}
