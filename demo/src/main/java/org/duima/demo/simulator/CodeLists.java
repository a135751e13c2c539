package org.duima.demo.simulator;

import java.nio.file.Path;

/**
 * The insurance codes that names are checked against.
 *
 * @param diagnoses western diagnoses
 * @param procedures operations
 * @param chineseDiseases diseases of Chinese medicine (diag_type 2)
 * @param chineseSyndromes syndromes of Chinese medicine (diag_type 3)
 */
record CodeLists(
    CodeList diagnoses, CodeList procedures, CodeList chineseDiseases, CodeList chineseSyndromes) {

  /**
   * Reads the tables of a folder.
   *
   * @param diagnoses a file instead of the folder's diagnoses, or null
   * @param procedures a file instead of the folder's procedures, or null
   */
  static CodeLists read(Path folder, Path diagnoses, Path procedures) {
    return new CodeLists(
        diagnoses == null ? CodeList.readSystem(folder, "diagnosis") : CodeList.read(diagnoses),
        procedures == null ? CodeList.readSystem(folder, "procedure") : CodeList.read(procedures),
        CodeList.readSystem(folder, "tcm-disease"),
        CodeList.readSystem(folder, "tcm-syndrome"));
  }
}
