package org.duima.web.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** Users and their passwords. */
public final class UsersResource implements Resource {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]{1,64}");

  private final AccessStore access;
  private final Logins logins;

  public UsersResource(AccessStore access, Logins logins) {
    this.access = access;
    this.logins = logins;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/users", "用户", "Users")
            .roles()
            .answers(200, "用户及其角色", "users with their roles")
            .by(call -> access.users().stream().map(UsersResource::shown).toList()),
        Operation.post("/api/users", "添加用户", "Adds a user")
            .roles()
            .field("name", Kind.TEXT, "用户名", "login name")
            .field("password", Kind.TEXT, "初始密码，首次登录须修改", "first password, to be changed")
            .field("roles", Kind.TEXTS, "admin、coder、office、it", "admin, coder, office, it")
            .answers(201, "已添加", "added")
            .answers(409, "用户名已存在", "the name is taken")
            .by(this::add),
        Operation.post("/api/users/{name}/password", "修改密码", "Changes a password")
            .roles(Role.values())
            .beforePasswordChange()
            .field("password", Kind.TEXT, "新密码", "new password")
            .optional("current", Kind.TEXT, "当前密码；修改自己的密码时必填", "present password, for one's own")
            .answers(204, "已修改，该用户的全部会话结束", "changed; all sessions of the user have ended")
            .answers(403, "只有管理员可以修改他人密码，或当前密码错误", "not allowed, or the present one is wrong")
            .answers(404, "没有此用户", "there is no such user")
            .answers(429, "尝试过多，见 Retry-After", "too many attempts, see Retry-After")
            .by(this::password),
        Operation.post("/api/users/{name}/disable", "停用用户", "Disables a user")
            .roles()
            .answers(204, "已停用，该用户的全部会话结束", "disabled; all sessions of the user have ended")
            .answers(404, "没有此用户", "there is no such user")
            .answers(409, "不能停用自己", "one cannot disable oneself")
            .by(this::disable));
  }

  private Object add(Call call) throws ProblemException, IOException {
    String name = name(call);
    Set<Role> roles = roles(call);
    String password = call.json().path("password").asText("");
    Passwords.check(name, password);
    if (!access.addUser(name, logins.passwords().hash(password), roles, true, call.who())) {
      throw new ProblemException(409, "用户名已存在", "the name is taken");
    }
    return Answer.of(201, Map.of("name", name, "roles", SessionResource.ids(roles)));
  }

  private Object password(Call call) throws ProblemException, IOException {
    String name = call.path("name");
    boolean own = call.caller().isSession() && call.who().equals(name);
    if (own) {
      if (!logins.confirms(call.request(), name, call.json().path("current").asText(""))) {
        throw new ProblemException(403, "当前密码错误", "the present password is wrong");
      }
    } else if (!call.caller().hasOneOf(Set.of(Role.ADMIN)) || call.caller().mustChangePassword()) {
      throw new ProblemException(
          403, "只有管理员可以修改他人的密码", "only an administrator changes others' passwords");
    }
    String password = call.json().path("password").asText("");
    Passwords.check(name, password);
    if (own && password.equals(call.json().path("current").asText(""))) {
      throw ProblemException.bad("新密码与当前密码相同", "the new password is the present one");
    }
    if (!access.setPassword(name, logins.passwords().hash(password), !own, call.who())) {
      throw ProblemException.notFound();
    }
    return null;
  }

  private Object disable(Call call) throws ProblemException {
    String name = call.path("name");
    if (call.caller().isSession() && call.who().equals(name)) {
      throw new ProblemException(409, "不能停用自己", "one cannot disable oneself");
    }
    if (!access.disableUser(name, call.who())) {
      throw ProblemException.notFound();
    }
    return null;
  }

  /** The name of a new user or key. */
  static String name(Call call) throws ProblemException, IOException {
    String name = call.requiredField("name");
    if (!NAME.matcher(name).matches()) {
      throw ProblemException.bad(
          "名称应为 1 至 64 个字母、汉字、数字或 . _ -",
          "a name has 1 to 64 letters, digits, dots, underscores or hyphens");
    }
    return name;
  }

  /** The roles of a new user or key: at least one. */
  static Set<Role> roles(Call call) throws ProblemException, IOException {
    try {
      Set<Role> roles =
          call.texts("roles").stream().map(Role::ofId).collect(Collectors.toUnmodifiableSet());
      if (!roles.isEmpty()) {
        return roles;
      }
    } catch (IllegalArgumentException e) {
      // answered below, like no role at all
    }
    throw ProblemException.bad(
        "roles 应为 admin、coder、office、it 中至少一个", "roles: at least one of admin, coder, office, it");
  }

  private static Map<String, Object> shown(AccessStore.User user) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", user.name());
    shown.put("roles", SessionResource.ids(user.roles()));
    shown.put("mustChangePassword", user.mustChangePassword());
    shown.put("createdAt", user.createdAt());
    shown.put("lastLoginAt", user.lastLoginAt());
    shown.put("disabledAt", user.disabledAt());
    return shown;
  }
}
