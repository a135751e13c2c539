package org.duima.mapping.internal;

/**
 * How much each thing known of a candidate weighs. The weights come from a listwise logistic
 * regression, see docs/decisions/0013: they are constants, because they were measured together.
 */
final class SuggestModel {
  /** One row for each value, in the order of {@link #fill}. */
  // @formatter:off
  private static final double[][] WEIGHTS = {
    // without cross-walk: by name alone, with a source code; with cross-walk: the same
    {1.650, 4.858, 1.587, 4.657}, // cosine
    {1.144, 2.222, 1.978, 2.931}, // cosine²
    {1.230, 0.831, 1.255, 1.486}, // of the closest
    {-6.083, -5.938, -5.655, -5.564}, // covered
    {-1.504, -0.782, -1.869, -0.996}, // covering
    {9.203, 6.732, 8.721, 5.467}, // covered characters
    {6.223, 3.570, 5.658, 2.862}, // covering characters
    {0.491, 0.990, 1.126, 1.944}, // exact
    {0.050, 0.023, 0.071, 0.058}, // same places
    {0.921, 1.281, 0.994, 1.290}, // broader places
    {-0.663, -0.462, -0.631, -0.491}, // foreign places
    {-0.009, -0.398, -0.056, -0.249}, // narrower places
    {-1.059, -1.079, -1.023, -1.054}, // missing places
    {0.433, -0.815, 0.433, -0.754}, // category votes
    {-0.641, -0.746, -0.604, -0.620}, // subcategory votes
    {2.709, -0.437, 3.201, -0.034}, // category cover
    {6.337, 5.493, 5.593, 4.343}, // subcategory cover
    {-0.639, -0.597, -0.801, -0.732}, // length of name
    {0.930, 0.632, 0.917, 0.630}, // same first character
    {0.976, 0.826, 1.029, 0.790}, // same numbers
    {-1.799, -1.577, -1.914, -1.701}, // conflicts
    {1.743, 0.134, 1.498, 0.577}, // CATEGORY
    {1.613, 0.717, 1.337, 1.177}, // UNSPECIFIED
    {3.883, 2.918, 3.673, 3.411}, // OTHER
    {1.452, 1.688, 1.291, 1.499}, // SUBCATEGORY
    {-0.285, 0.048, -0.262, -0.028}, // DAGGER
    {-1.417, -1.059, -1.336, -1.141}, // EXTENSION
    {-0.844, -0.688, -0.707, -0.672}, // ENTRY
    {0.618, 0.205, 1.421, 0.835}, // general × subcategory cover
    {-5.411, -5.925, -5.191, -5.371}, // OTHER × subcategory cover
    {-3.260, -3.152, -2.811, -2.673}, // general × covering characters
    {0.000, 3.954, 0.000, 3.495}, // in category
    {0.000, 0.800, 0.000, 0.688}, // in chapter
    {0.000, 4.934, 0.000, 5.106}, // moved
    {0.000, 0.000, 0.000, 0.000}, // in subcategory
    {0.000, 1.381, 0.000, 0.616}, // in category × of category
    {0.000, -3.801, 0.000, -4.373}, // in category × cosine
    {0.000, 1.993, 0.000, 3.048}, // in category × covered characters
    {0.000, 1.082, 0.000, 1.157}, // in category × covering characters
    {0.000, 1.941, 0.000, 1.913}, // in category × subcategory cover
    {0.000, -1.257, 0.000, -0.953}, // in category × exact
    {0.000, 0.000, -5.093, -3.560}, // alias cosine
    {0.000, 0.000, 1.293, 3.455}, // alias cosine²
    {0.000, 0.000, 4.799, 3.546}, // alias cosine beyond cosine
    {0.000, 0.000, 8.473, 9.874}, // same alias
    {0.000, 0.000, 1.385, 2.125}, // alias of the closest
    {0.000, 0.000, 0.386, -0.446}, // alias covered characters
    {0.000, 0.000, 1.749, 0.113}, // alias covering characters
    {0.000, 0.000, 0.288, -0.291}, // merged
    {0.000, 0.000, 0.307, 0.908}, // new
    {0.000, 0.000, -1.674, -2.178}, // new × cosine
    {0.000, 0.000, -2.649, -2.498}, // new × general
    {0.000, 0.000, 0.595, 0.893}, // new × covering characters
    {0.000, 0.000, 2.416, 3.749}, // new × subcategory cover
    {0.000, 0.000, 0.000, -1.416}, // new × in category
    {0.000, 0.000, -0.624, -0.723}, // merged × general
    {0.000, 0.000, 0.000, 0.402}, // merged × in category
    {0.000, 0.000, 0.000, -2.910}, // alias cosine × alias of the category
    {0.000, 0.000, 0.000, 1.637}, // some alias of the category
    {0.000, 0.000, 0.000, 0.777}, // led to the category
    {0.491, 0.990, -0.219, -0.184}, // exact × not new
  };

  // @formatter:on

  static final int SIZE = WEIGHTS.length;

  private static final double[][] COLUMNS = new double[4][SIZE];

  static {
    for (int column = 0; column < COLUMNS.length; column++) {
      for (int i = 0; i < SIZE; i++) {
        COLUMNS[column][i] = WEIGHTS[i][column];
      }
    }
  }

  static final Kind[] KINDS = Kind.values();

  /** What a broader place counts, by the steps up to it. */
  private static final double[] PER_STEP = {1, 0.7, 0.49, 0.34, 0.24, 0.17, 0.12, 0.08};

  private SuggestModel() {}

  /** What a code is within its dictionary, by its shape. */
  enum Kind {
    /** A category without subcategories, or a procedure's: I10.x00, 17.9x00. */
    CATEGORY,
    /** The unspecified rest of a category: I50.900. */
    UNSPECIFIED,
    /** The specified rest of a category: I50.800. */
    OTHER,
    /** A subcategory as a whole: I50.100. */
    SUBCATEGORY,
    /** Cause with manifestation: A17.000+G01*. */
    DAGGER,
    /** An extension: I50.900x007. */
    EXTENSION,
    /** An entry of its own: I50.901. */
    ENTRY;

    boolean isGeneral() {
      return this == CATEGORY || this == UNSPECIFIED || this == OTHER || this == SUBCATEGORY;
    }

    boolean isOfCategory() {
      return this == CATEGORY || this == UNSPECIFIED || this == OTHER;
    }
  }

  static Kind kind(String code) {
    if (code.indexOf('+') >= 0) {
      return Kind.DAGGER;
    }
    if (code.length() > 5 && code.indexOf('x', 5) >= 0) {
      return Kind.EXTENSION;
    }
    if (!code.endsWith("00")) {
      return Kind.ENTRY;
    }
    if (code.indexOf('x') >= 0) {
      return Kind.CATEGORY;
    }
    return switch (code.charAt(code.length() - 3)) {
      case '9' -> Kind.UNSPECIFIED;
      case '8' -> Kind.OTHER;
      default -> Kind.SUBCATEGORY;
    };
  }

  /** How many values {@link #places} writes, and from which on. */
  static final int PLACES = 5;

  private static final int FIRST_OF_PLACES = 8;

  /**
   * Writes how the places of two names relate.
   *
   * @return how far the candidate's places are broader ones of the question's
   */
  static double places(double[] values, int[] asked, int[] places, SuggestTerms terms) {
    int same = 0;
    double broader = 0;
    int foreign = 0;
    int narrower = 0;
    for (int place : places) {
      boolean equal = false;
      boolean isNarrower = false;
      int nearest = 0;
      for (int one : asked) {
        equal |= one == place;
        isNarrower |= terms.steps(place, one) > 0;
        int up = terms.steps(one, place);
        nearest = up > 0 && (nearest == 0 || up < nearest) ? up : nearest;
      }
      if (equal) {
        same++;
      } else if (nearest > 0) {
        broader += PER_STEP[nearest];
      } else {
        foreign++;
        narrower += isNarrower ? 1 : 0;
      }
    }
    int missing = 0;
    for (int one : asked) {
      boolean found = false;
      for (int place : places) {
        found |= one == place || terms.steps(one, place) > 0;
      }
      missing += found ? 0 : 1;
    }
    int i = FIRST_OF_PLACES;
    values[i++] = Math.min(2, same);
    values[i++] = Math.min(2, broader);
    values[i++] = Math.min(2, foreign);
    values[i++] = Math.min(2, narrower);
    values[i] = Math.min(2, missing);
    return broader;
  }

  /** The column of weights for what is known of a question. */
  static int column(boolean sourceKnown, boolean knowsCrosswalk) {
    return (sourceKnown ? 1 : 0) + (knowsCrosswalk ? 2 : 0);
  }

  /** Weighs the values of a candidate. */
  static double weigh(double[] values, int column) {
    double[] weights = COLUMNS[column];
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += weights[i] * values[i];
    }
    return sum;
  }
}
