package org.duima.api.platform;

/**
 * How many lists stand where (4105). A number that the platform does not give is null.
 *
 * @param notSubmitted not_submit_cnt: uploaded, state 0
 * @param submitted submitted_cnt: state 1
 * @param passed pass_cnt: state 2
 * @param notPassed not_pass_cnt: state 3
 * @param uploaded hospital_submit_cnt: the sum of the four
 * @param needUpload need_upload_cnt
 */
public record PlatformCounts(
    Integer notSubmitted,
    Integer submitted,
    Integer passed,
    Integer notPassed,
    Integer uploaded,
    Integer needUpload) {}
