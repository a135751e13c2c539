package org.duima.web.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** Logging in, and out. */
public final class SessionResource implements Resource {
  private static final String PATH = "/api/session";

  private final AccessStore access;
  private final Logins logins;

  public SessionResource(AccessStore access, Logins logins) {
    this.access = access;
    this.logins = logins;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.post(PATH, "登录", "Logs in")
            .open()
            .field("name", Kind.TEXT, "用户名", "login name")
            .field("password", Kind.TEXT, "密码", "password")
            .answers(
                200,
                "用户名、角色、是否须改密码；会话在 Cookie DUIMA_SESSION 中",
                "name, roles, whether the password must be changed; the session is in the cookie"
                    + " DUIMA_SESSION")
            .answers(401, "用户名或密码错误", "name and password do not belong together")
            .answers(429, "尝试过多，见 Retry-After", "too many attempts, see Retry-After")
            .by(this::login),
        Operation.get(PATH, "当前登录者", "Who is logged in")
            .beforePasswordChange()
            .answers(200, "用户名、角色、是否须改密码", "name, roles, whether the password must be changed")
            .by(call -> shown(call.caller())),
        Operation.delete(PATH, "退出", "Logs out")
            .roles(Role.values())
            .beforePasswordChange()
            .answers(204, "已退出", "logged out")
            .by(this::logout));
  }

  private Object login(Call call) throws ProblemException, IOException {
    String id =
        logins.login(
            call.request(), call.requiredField("name"), call.json().path("password").asText(""));
    Gate.sessionId(call.request()).ifPresent(access::closeSession);
    Caller caller = Caller.of(access.session(id, logins.limits()).orElseThrow());
    return Answer.of(200, shown(caller)).with("Set-Cookie", Gate.cookie(call.request(), id));
  }

  private Object logout(Call call) {
    Gate.sessionId(call.request()).ifPresent(access::closeSession);
    return Answer.of(204, null).with("Set-Cookie", Gate.cookie(call.request(), ""));
  }

  private static Map<String, Object> shown(Caller caller) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", caller.name());
    shown.put("roles", ids(caller.roles()));
    shown.put("mustChangePassword", caller.mustChangePassword());
    return shown;
  }

  static List<String> ids(Set<Role> roles) {
    return roles.stream().sorted().map(Role::id).toList();
  }
}
