package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Deadline;

/**
 * What checks may look up.
 *
 * @param now the hospital's local time
 * @param region names of the differences to the national interface
 * @param deadline until when the site has to submit its lists
 */
record Background(
    Tables tables,
    Dictionaries dictionaries,
    CodeMapper codes,
    LocalDateTime now,
    String region,
    Deadline deadline) {
  /** The upload fields of the region. */
  FieldTable fields() {
    return tables.fields().of(region);
  }

  /** The date whose code tables count for a list. */
  LocalDate codesOn(SettlementList list) {
    return list.codesOn().orElse(now.toLocalDate());
  }

  /**
   * Whether a list of gray codes has the code of a row. The assembler has asked for what it
   * translated; a document's or a corrected code is asked for here.
   */
  boolean isGray(SettlementList list, CodeSystem system, Row row, String field) {
    String code = row.get(field);
    return row.has(CodedRows.GRAY)
        || !row.has(CodedRows.SOURCE_EDITION)
            && !code.isEmpty()
            && codes.map(
                    new Code(system, Editions.INSURANCE_2_0, code),
                    Editions.INSURANCE_2_0,
                    codesOn(list))
                instanceof CodeMatch.Mapped mapped
            && mapped.grayAsPrincipal();
  }

  /** Path of a field for people: with the name that the wire uses in this region. */
  String path(SettlementList list, String node, Row row, String field) {
    return row.path()
        + "."
        + fields().find(list.infno(), node, field).map(Field::wireName).orElse(field);
  }

  /** Path of a field of setlinfo for people. */
  String path(SettlementList list, String field) {
    return path(list, SettlementList.INFO, list.info(), field);
  }

  /** Whether a placeholder counts as this field filled. */
  boolean accepts(SettlementList list, String node, String field, String placeholder) {
    return fields().find(list.infno(), node, field).filter(f -> f.accepts(placeholder)).isPresent();
  }

  /** Path of a node as a whole. */
  String nodePath(SettlementList list, String node) {
    String info = list.info().path();
    return info.substring(0, info.length() - SettlementList.INFO.length()) + node;
  }

  /** What people call a field. */
  Text label(SettlementList list, String node, String field) {
    return fields()
        .find(list.infno(), node, field)
        .map(Field::label)
        .orElse(new Text(field, field));
  }
}
