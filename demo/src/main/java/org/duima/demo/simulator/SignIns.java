package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** 9001 and 9002: signing in and out. */
final class SignIns {
  private static final int LENGTH = 20;

  private final ListStore store;
  private final long secondsValid;

  /**
   * Signs in for that long, but never beyond midnight.
   *
   * @param secondsValid how long a sign-in lasts; 0 until midnight
   */
  SignIns(ListStore store, long secondsValid) {
    this.store = store;
    this.secondsValid = secondsValid;
  }

  Outcome signIn(Call call) {
    JsonNode signIn = call.input().path("signIn");
    List<Problem> problems =
        new ArrayList<>(Call.missing(signIn, "signIn", "opter_no", "mac", "ip"));
    for (String field : List.of("opter_no", "mac", "ip")) {
      if (ListCheck.text(signIn, field).length() > LENGTH) {
        problems.add(Problem.ofCall("length", "signIn." + field + "：数据长度校验错误，最大长度" + LENGTH));
      }
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    ObjectNode output = Json.object();
    output
        .putObject("signinoutb")
        .put("sign_time", WireTime.now().format(WireTime.DATE_TIME))
        .put("sign_no", store.signIn(call.institution(), WireTime.now(), secondsValid));
    return Outcome.done(output);
  }

  Outcome signOut(Call call) {
    JsonNode signOut = call.input().path("signOut");
    List<Problem> problems = Call.missing(signOut, "signOut", "sign_no", "opter_no");
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    if (!store.signOut(ListCheck.text(signOut, "sign_no"), call.institution())) {
      return Outcome.refused("sign-in", "签到流水号不存在或已签退");
    }
    ObjectNode output = Json.object();
    output.putObject("signoutb").put("sign_time", WireTime.now().format(WireTime.DATE_TIME));
    return Outcome.done(output);
  }
}
