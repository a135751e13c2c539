package org.duima.catalogue.internal;

/**
 * One row as its file has it.
 *
 * @param number row of the file, from 1
 * @param target null in a dictionary
 * @param targetName null in a dictionary
 * @param retired whether the file says that it is no longer in use
 * @param cells how many the row has
 */
record TableRow(
    long number,
    String code,
    String name,
    String target,
    String targetName,
    boolean retired,
    int cells) {

  /** Most codes keep their code and name: held once they take half the memory. */
  TableRow withSharedTexts() {
    return new TableRow(
        number,
        code,
        name,
        code.equals(target) ? code : target,
        name.equals(targetName) ? name : targetName,
        retired,
        cells);
  }
}
