package org.duima.ledger.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.duima.api.RawMessage;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox. One thread inserts all messages that wait in one transaction, makes it durable, then
 * completes the futures in order. Work that depends on a future runs on that thread unless it is
 * attached with an executor, so it should be short.
 */
final class InboxWriter implements Inbox, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWriter.class);

  /** A transaction takes no more than this, so that the first of a crowd is answered soon. */
  private static final int MAX_ROWS = 1_000;

  private static final long MAX_BYTES = 16L << 20;
  private static final Duration RECOUNT = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Database database;
  private final LedgerSettings settings;
  private final Clock clock;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  /** Handed over and not stored yet. */
  private final AtomicLong queuedRows = new AtomicLong();

  private final AtomicLong queuedBytes = new AtomicLong();

  /** Stored and not applied yet; counted anew from time to time, since other nodes work too. */
  private final AtomicLong unprocessed = new AtomicLong();

  private final Thread thread;
  private Session session;
  private long nextCount = System.nanoTime();
  private boolean failing;
  private volatile boolean closed;

  private record Waiting(
      List<InboxRow> rows, long bytes, CompletableFuture<List<Arrival>> answer) {}

  /** Ends the writer's wait. It must not be interrupted: that would close H2's file under it. */
  private static final Waiting WAKE = new Waiting(List.of(), 0, new CompletableFuture<>());

  InboxWriter(Database database, LedgerSettings settings, Clock clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.thread = new Thread(this::run, "duima-inbox");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public CompletableFuture<List<Arrival>> accept(List<RawMessage> messages) {
    CompletableFuture<List<Arrival>> answer = new CompletableFuture<>();
    if (messages.isEmpty()) {
      answer.complete(List.of());
      return answer;
    }
    long bytes = 0;
    for (RawMessage message : messages) {
      bytes += message.body().length;
    }
    reserve(messages.size(), bytes);
    boolean queued = false;
    try {
      List<InboxRow> rows = new ArrayList<>(messages.size());
      for (RawMessage message : messages) {
        rows.add(InboxRow.of(message));
      }
      queue.add(new Waiting(rows, bytes, answer));
      queued = true;
    } finally {
      if (!queued) {
        free(messages.size(), bytes);
      }
    }
    if (closed) {
      refuseQueued();
    }
    return answer;
  }

  private void reserve(int rows, long bytes) {
    long before = queuedBytes.getAndAdd(bytes);
    long rowsBefore = queuedRows.getAndAdd(rows);
    // an empty queue takes one call of any size: it could never be taken otherwise
    boolean tooManyBytes = before > 0 && before + bytes > settings.waitingBytes();
    if (tooManyBytes || unprocessed.get() + rowsBefore + rows > settings.inboxLimit()) {
      free(rows, bytes);
      throw new InboxFullException();
    }
  }

  private void free(int rows, long bytes) {
    queuedBytes.addAndGet(-bytes);
    queuedRows.addAndGet(-rows);
  }

  @Override
  public OptionalLong find(String sender, String controlId) {
    String storedSender = InboxRow.column(sender);
    String storedId = InboxRow.column(controlId);
    return database
        .read(
            "查找报文失败 / looking for a message failed",
            tx ->
                tx.query(
                    "SELECT MAX(arrival_no) FROM inbox"
                        + " WHERE identity_hash = ? AND sender = ? AND control_id = ?"
                        + " HAVING COUNT(*) > 0",
                    row -> row.getLong(1),
                    InboxRow.identity(storedSender, storedId),
                    storedSender,
                    storedId))
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  @Override
  public long waiting() {
    return Math.max(0, unprocessed.get());
  }

  /** Told when messages leave the inbox, or come back to it with a negative count. */
  void processed(int messages) {
    unprocessed.addAndGet(-messages);
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        Waiting first = queue.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          List<Waiting> batch = gather(first);
          if (!batch.isEmpty()) {
            write(batch);
          }
        }
        if (System.nanoTime() >= nextCount && !failing) {
          recount();
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("收件箱被中断 / the inbox was interrupted");
    } finally {
      dropSession();
      closed = true;
      refuseQueued();
    }
  }

  private List<Waiting> gather(Waiting first) {
    List<Waiting> batch = new ArrayList<>();
    int rows = 0;
    long bytes = 0;
    for (Waiting next = first; next != null; next = queue.poll()) {
      if (next == WAKE) {
        continue;
      }
      batch.add(next);
      rows += next.rows.size();
      bytes += next.bytes;
      if (rows >= MAX_ROWS || bytes >= MAX_BYTES) {
        break;
      }
    }
    return batch;
  }

  private void write(List<Waiting> batch) {
    List<List<Arrival>> answers;
    try {
      answers = store(batch);
    } catch (SQLException e) {
      dropSession();
      if (batch.size() > 1 && SqlProblem.of(e) == SqlProblem.CONTENT) {
        // one of them cannot be stored; it must not take the others with it
        batch.forEach(waiting -> write(List.of(waiting)));
        return;
      }
      fail(batch, e);
      return;
    } catch (RuntimeException e) {
      dropSession();
      LOG.error("收件箱写入失败 / writing the inbox failed", e);
      refuse(batch, new StoreUnavailableException("写入收件箱失败 / writing the inbox failed", e));
      return;
    }
    if (failing) {
      failing = false;
      LOG.info("数据库已恢复，收件箱继续接收 / the database is back, the inbox takes messages again");
    }
    for (int i = 0; i < batch.size(); i++) {
      Waiting waiting = batch.get(i);
      free(waiting.rows.size(), waiting.bytes);
      waiting.answer.complete(answers.get(i));
    }
  }

  private void fail(List<Waiting> batch, SQLException e) {
    if (!failing) {
      failing = true;
      LOG.error(
          "收件箱无法写入数据库，报文不予确认 / the inbox cannot write to the database, messages are not"
              + " acknowledged (SQLState {})",
          SqlProblem.states(e));
    }
    refuse(batch, SqlProblem.unavailable("写入收件箱失败 / writing the inbox failed", e));
  }

  private void refuse(List<Waiting> batch, StoreUnavailableException why) {
    for (Waiting waiting : batch) {
      free(waiting.rows.size(), waiting.bytes);
      waiting.answer.completeExceptionally(why);
    }
  }

  private void refuseQueued() {
    List<Waiting> left = new ArrayList<>();
    queue.drainTo(left);
    refuse(left, new StoreUnavailableException("收件箱已关闭 / the inbox is closed", null));
  }

  private List<List<Arrival>> store(List<Waiting> batch) throws SQLException {
    if (session == null) {
      session = new Session(database.dataSource().getConnection(), database.dialect());
    }
    session.begin();
    List<InboxRow> rows = new ArrayList<>();
    batch.forEach(waiting -> rows.addAll(waiting.rows));
    Instant since = clock.instant().minus(settings.repeatWindow());
    List<Arrival> arrivals = session.insert(rows, since);
    session.commit();
    int stored = (int) arrivals.stream().filter(arrival -> !arrival.repeated()).count();
    unprocessed.addAndGet(stored);
    List<List<Arrival>> answers = new ArrayList<>();
    int from = 0;
    for (Waiting waiting : batch) {
      answers.add(List.copyOf(arrivals.subList(from, from + waiting.rows.size())));
      from += waiting.rows.size();
    }
    return answers;
  }

  private void recount() {
    nextCount = System.nanoTime() + RECOUNT.toNanos();
    try {
      unprocessed.set(
          database.read(
              "统计收件箱失败 / counting the inbox failed",
              tx -> tx.query("SELECT COUNT(*) FROM pending", row -> row.getLong(1)).get(0)));
    } catch (StoreUnavailableException e) {
      LOG.warn("无法统计收件箱 / cannot count the inbox: {}", e.getMessage());
    }
  }

  private void dropSession() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  /** Stores what waits, then stops. Calls that come later are refused. */
  @Override
  public void close() {
    closed = true;
    queue.add(WAKE);
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) {
        LOG.warn("收件箱仍在等待数据库 / the inbox still waits for the database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseQueued();
  }

  /** The writer's connection with its prepared statements. */
  private static final class Session implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final PreparedStatement numbers;
    private final PreparedStatement known;
    private final PreparedStatement insert;
    private final PreparedStatement pend;
    private final PreparedStatement name;

    Session(Connection connection, Dialect dialect) throws SQLException {
      this.connection = connection;
      this.dialect = dialect;
      boolean ready = false;
      try {
        connection.setAutoCommit(false);
        numbers = connection.prepareStatement(dialect.arrivalNumbers());
        known =
            connection.prepareStatement(
                "SELECT arrival_no, identity_hash, sender, control_id, sha256 FROM inbox"
                    + " WHERE identity_hash = ANY(?) AND received_at >= ? ORDER BY arrival_no");
        insert =
            connection.prepareStatement(
                "INSERT INTO inbox (arrival_no, received_at, format, sender, control_id,"
                    + " message_type, lane_key, identity_hash, sha256, body_size, body, body_large)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        pend = connection.prepareStatement("INSERT INTO pending (work_no) VALUES (?)");
        name =
            connection.prepareStatement(
                "INSERT INTO received_resource (format, name, arrival_no) VALUES (?, ?, ?)");
        ready = true;
      } finally {
        if (!ready) {
          close();
        }
      }
    }

    void begin() throws SQLException {
      dialect.beginWriter(connection);
    }

    void commit() throws SQLException {
      connection.commit();
      dialect.afterDurableCommit(connection);
    }

    List<Arrival> insert(List<InboxRow> rows, Instant since) throws SQLException {
      Map<Long, List<Known>> knownByIdentity = known(rows, since);
      Arrival[] arrivals = new Arrival[rows.size()];
      List<Integer> fresh = new ArrayList<>();
      Map<Integer, Integer> repeatOf = new HashMap<>();
      for (int i = 0; i < arrivals.length; i++) {
        InboxRow row = rows.get(i);
        if (row.identity() == null) {
          fresh.add(i);
          continue;
        }
        List<Known> before =
            knownByIdentity.computeIfAbsent(row.identity(), k -> new ArrayList<>());
        Known same = null;
        boolean reused = false;
        for (Known other : before) {
          if (row.isSameMessage(other.sender, other.controlId)) {
            reused = true;
            if (same == null && row.hasSameBody(other.sha256)) {
              same = other;
            }
          }
        }
        if (same == null) {
          before.add(new Known(-1, i, row.sender(), row.controlId(), row.sha256()));
          fresh.add(i);
          arrivals[i] = new Arrival(0, false, reused);
        } else if (same.place < 0) {
          arrivals[i] = new Arrival(same.arrivalNo, true, false);
        } else {
          repeatOf.put(i, same.place);
        }
      }
      store(rows, fresh, arrivals);
      repeatOf.forEach(
          (place, first) ->
              arrivals[place] = new Arrival(arrivals[first].arrivalNumber(), true, false));
      return List.of(arrivals);
    }

    private void store(List<InboxRow> rows, List<Integer> fresh, Arrival[] arrivals)
        throws SQLException {
      if (fresh.isEmpty()) {
        return;
      }
      boolean named = false;
      numbers.setInt(1, fresh.size());
      try (ResultSet number = numbers.executeQuery()) {
        for (int place : fresh) {
          number.next();
          long arrivalNo = number.getLong(1);
          InboxRow row = rows.get(place);
          boolean reused = arrivals[place] != null && arrivals[place].controlIdReused();
          arrivals[place] = new Arrival(arrivalNo, false, reused);
          addInsert(arrivalNo, row);
          pend.setLong(1, Lanes.workNo(Lanes.of(row.laneKey()), arrivalNo));
          pend.addBatch();
          for (String one : row.names()) {
            name.setString(1, row.message().format());
            name.setString(2, one);
            name.setLong(3, arrivalNo);
            name.addBatch();
            named = true;
          }
        }
      }
      insert.executeBatch();
      pend.executeBatch();
      if (named) {
        name.executeBatch();
      }
    }

    private void addInsert(long arrivalNo, InboxRow row) throws SQLException {
      boolean large = row.deflated().length > Dialect.COLUMN_BYTES;
      insert.setLong(1, arrivalNo);
      insert.setObject(2, Tx.timestamp(row.message().receivedAt()));
      insert.setString(3, row.message().format());
      insert.setString(4, row.sender());
      insert.setString(5, row.controlId());
      insert.setString(6, row.type());
      insert.setString(7, row.laneKey());
      if (row.identity() == null) {
        insert.setNull(8, Types.BIGINT);
      } else {
        insert.setLong(8, row.identity());
      }
      insert.setBytes(9, row.sha256());
      insert.setInt(10, row.message().body().length);
      insert.setBytes(11, large ? null : row.deflated());
      insert.setBytes(12, large ? row.deflated() : null);
      insert.addBatch();
    }

    /**
     * A message with the same identity hash.
     *
     * @param arrivalNo its number, -1 if it is in the same batch
     * @param place its place in the batch, -1 if it is stored
     */
    private record Known(
        long arrivalNo, int place, String sender, String controlId, byte[] sha256) {}

    private Map<Long, List<Known>> known(List<InboxRow> rows, Instant since) throws SQLException {
      Set<Long> identities = new LinkedHashSet<>();
      for (InboxRow row : rows) {
        if (row.identity() != null) {
          identities.add(row.identity());
        }
      }
      Map<Long, List<Known>> result = new HashMap<>();
      if (identities.isEmpty()) {
        return result;
      }
      known.setArray(1, connection.createArrayOf("bigint", identities.toArray()));
      known.setObject(2, Tx.timestamp(since));
      try (ResultSet row = known.executeQuery()) {
        while (row.next()) {
          result
              .computeIfAbsent(row.getLong(2), k -> new ArrayList<>())
              .add(
                  new Known(
                      row.getLong(1), -1, row.getString(3), row.getString(4), row.getBytes(5)));
        }
      }
      return result;
    }

    /** Gives the connection back, rolled back; one that is broken is dropped by its pool. */
    @Override
    public void close() {
      try (Connection c = connection) {
        c.rollback();
        c.setAutoCommit(true);
      } catch (SQLException e) {
        LOG.debug("closing the writer's connection failed (SQLState {})", e.getSQLState());
      }
    }
  }
}
