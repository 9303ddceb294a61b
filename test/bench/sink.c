/* A place to send to that costs the machine as little as possible: HTTP/1.1 with keep-alive, plain and over TLS, in one
 * thread. It answers PutRecord and PutRecordBatch as Firehose does, with RecordIds of 224 characters, and counts the
 * records and bytes that really arrived, from the bodies.
 *
 * Usage: sink [CERTIFICATE KEY]. Prints {"plain":PORT,"tls":PORT}, and serves until it is killed.
 * GET /stats tells what arrived, and the CPU time that this process has taken.
 * To GetMetricData it says at once that all of them came in.
 * POST /set?delay_ms=N&fail_every=N starts the counts anew; a reply leaves N ms after its request began to come, and
 * each Nth entry fails.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#else
typedef void SSL;
#endif

enum { ID_LENGTH = 224, MOST_ENTRIES = 500, READ_BYTES = 256 * 1024 };

struct buffer {
  char *bytes;
  size_t length, capacity;
};

struct connection {
  int fd, is_open, is_writing;
  SSL *ssl;
  struct buffer in, out;
  size_t written;
  int64_t begun_ns, due_ns;
  struct connection *next_due;
};

static struct {
  long long calls, records, bytes, entries_seen;
  long delay_ms, fail_every;
  double cpu_at_reset;
} state;
/* In the order of their times. */
static struct connection *first_due;
static int epoll_fd, timer_fd;
static char record_ids[MOST_ENTRIES][ID_LENGTH + 1];
static struct buffer full_replies[MOST_ENTRIES + 1];

static void reserve(struct buffer *b, size_t more) {
  if (b->length + more <= b->capacity) return;
  b->capacity = (b->length + more) * 2;
  b->bytes = realloc(b->bytes, b->capacity);
  if (!b->bytes) abort();
}

static void append(struct buffer *b, const char *text, size_t length) {
  reserve(b, length);
  memcpy(b->bytes + b->length, text, length);
  b->length += length;
}

static void append_text(struct buffer *b, const char *text) { append(b, text, strlen(text)); }

static double cpu_seconds(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void make_ids(void) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint64_t seed = 88172645463325252ULL;
  for (int entry = 0; entry < MOST_ENTRIES; entry++) {
    for (int place = 0; place < ID_LENGTH; place++) {
      seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
      record_ids[entry][place] = letters[seed & 63];
    }
  }
}

/* The records of a body: each is a base64 text behind "Data":, and base64 has no quotes. */
static long count_records(const char *body, size_t length) {
  const char *at = body, *end = body + length;
  long records = 0;
  while ((at = memmem(at, end - at, "\"Data\":", 7))) {
    const char *open = memchr(at + 7, '"', end - at - 7);
    const char *close = open ? memchr(open + 1, '"', end - open - 1) : NULL;
    if (!close) break;
    size_t text = close - open - 1;
    state.bytes += text / 4 * 3 - (text && close[-1] == '=') - (text && close[-2] == '=');
    records++;
    at = close + 1;
  }
  return records;
}

static void write_entries(struct buffer *b, long entries, long fail_every) {
  struct buffer list = {0};
  long failed = 0;
  for (long entry = 0; entry < entries; entry++) {
    if (entry) append(&list, ",", 1);
    if (fail_every && ++state.entries_seen % fail_every == 0) {
      append_text(&list, "{\"ErrorCode\":\"ServiceUnavailableException\",\"ErrorMessage\":\"Slow down.\"}");
      failed++;
      continue;
    }
    append_text(&list, "{\"RecordId\":\"");
    append(&list, record_ids[entry % MOST_ENTRIES], ID_LENGTH);
    append_text(&list, "\"}");
  }
  state.records -= failed;
  char head[96];
  snprintf(head, sizeof head, "{\"FailedPutCount\":%ld,\"Encrypted\":false,\"RequestResponses\":[", failed);
  append_text(b, head);
  append(b, list.bytes, list.length);
  append_text(b, "]}");
  free(list.bytes);
}

static void reply_with(struct connection *c, const char *body, size_t length) {
  char head[256];
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 00000000-0000-0000-0000-%012lld\r\n"
                      "Content-Type: application/x-amz-json-1.1\r\nContent-Length: %zu\r\n\r\n",
                      state.calls, length);
  append(&c->out, head, size);
  append(&c->out, body, length);
}

static void reply_to_batch(struct connection *c, long entries) {
  if (state.fail_every || entries > MOST_ENTRIES) {
    struct buffer body = {0};
    write_entries(&body, entries, state.fail_every);
    reply_with(c, body.bytes, body.length);
    free(body.bytes);
    return;
  }
  struct buffer *body = &full_replies[entries];
  if (!body->bytes) write_entries(body, entries, 0);
  reply_with(c, body->bytes, body->length);
}

static void reply_to_control(struct connection *c, const char *head) {
  const char *set = strstr(head, "/set?");
  if (set) {
    const char *delay = strstr(set, "delay_ms="), *fail = strstr(set, "fail_every=");
    memset(&state, 0, sizeof state);
    state.delay_ms = delay ? atol(delay + 9) : 0;
    state.fail_every = fail ? atol(fail + 11) : 0;
    state.cpu_at_reset = cpu_seconds();
  }
  char text[256];
  int size = snprintf(text, sizeof text, "{\"calls\":%lld,\"records\":%lld,\"bytes\":%lld,\"cpuS\":%.3f}", state.calls,
                      state.records, state.bytes, cpu_seconds() - state.cpu_at_reset);
  reply_with(c, text, size);
}

static void reply_to_metrics(struct connection *c, const char *head) {
  /* {"MetricDataResults": []}: clients that speak CBOR are content with none. */
  static const char cbor[] = "\xa1\x71MetricDataResults\x80";
  if (strstr(head, "/operation/GetMetricData")) {
    char reply[256];
    int size = snprintf(reply, sizeof reply,
                        "HTTP/1.1 200 OK\r\nsmithy-protocol: rpc-v2-cbor\r\nContent-Type: application/cbor\r\n"
                        "Content-Length: %zu\r\n\r\n", sizeof cbor - 1);
    append(&c->out, reply, size);
    append(&c->out, cbor, sizeof cbor - 1);
    return;
  }
  char text[256];
  reply_with(c, text,
             snprintf(text, sizeof text,
                      "{\"MetricDataResults\":[{\"Id\":\"incomingRecords\",\"StatusCode\":\"Complete\","
                      "\"Timestamps\":[1748736000],\"Values\":[%lld]}]}", state.records));
}

/* Returns whether the reply may be late. */
static int answer(struct connection *c, const char *head, const char *body, size_t length) {
  if (strstr(head, "GetMetricData")) {
    reply_to_metrics(c, head);
    return 0;
  }
  const char *target = strcasestr(head, "x-amz-target: firehose_20150804.");
  if (!target) {
    reply_to_control(c, head);
    return 0;
  }
  target += strlen("x-amz-target: firehose_20150804.");
  if (!strncmp(target, "Describe", 8)) {
    static const char stream[] =
        "{\"DeliveryStreamDescription\":{\"DeliveryStreamName\":\"bench\",\"DeliveryStreamStatus\":\"ACTIVE\","
        "\"DeliveryStreamARN\":\"arn:aws:firehose:us-east-1:123456789012:deliverystream/bench\","
        "\"DeliveryStreamType\":\"DirectPut\",\"VersionId\":\"1\",\"Destinations\":[],\"HasMoreDestinations\":false}}";
    reply_with(c, stream, sizeof stream - 1);
    return 0;
  }
  long records = count_records(body, length);
  state.calls++;
  state.records += records;
  if (!strncmp(target, "PutRecordBatch", 14)) reply_to_batch(c, records);
  else {
    char text[ID_LENGTH + 64];
    reply_with(c, text, snprintf(text, sizeof text, "{\"RecordId\":\"%s\",\"Encrypted\":false}", record_ids[0]));
  }
  return state.delay_ms > 0;
}

static void drop(struct connection *c) {
#ifdef WITH_TLS
  if (c->ssl) SSL_free(c->ssl);
#endif
  close(c->fd);
  c->fd = -1;
  /* One that waits for its time is freed then. */
  if (c->due_ns) return;
  free(c->in.bytes);
  free(c->out.bytes);
  free(c);
}

static void want(struct connection *c, int writing) {
  if (c->is_writing == writing) return;
  c->is_writing = writing;
  struct epoll_event event = {.events = writing ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

static ssize_t transfer(struct connection *c, int writing, char *bytes, size_t length) {
#ifdef WITH_TLS
  if (c->ssl) {
    int done = writing ? SSL_write(c->ssl, bytes, length) : SSL_read(c->ssl, bytes, length);
    if (done > 0) return done;
    int error = SSL_get_error(c->ssl, done);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? -1 : 0;
  }
#endif
  ssize_t done = writing ? send(c->fd, bytes, length, MSG_NOSIGNAL) : recv(c->fd, bytes, length, 0);
  return done < 0 && errno != EAGAIN ? 0 : done;
}

/* Returns 0 where the connection is gone. */
static int flush(struct connection *c) {
  while (c->written < c->out.length) {
    ssize_t done = transfer(c, 1, c->out.bytes + c->written, c->out.length - c->written);
    if (done == 0) return 0;
    if (done < 0) {
      want(c, 1);
      return 1;
    }
    c->written += done;
  }
  c->written = c->out.length = 0;
  want(c, 0);
  return 1;
}

static void set_timer(void) {
  int64_t due = first_due ? first_due->due_ns : 0;
  struct itimerspec at = {.it_value = {.tv_sec = due / 1000000000LL, .tv_nsec = due % 1000000000LL}};
  timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void answer_later(struct connection *c) {
  c->due_ns = c->begun_ns + state.delay_ms * 1000000LL;
  struct connection **place = &first_due;
  while (*place && (*place)->due_ns <= c->due_ns) place = &(*place)->next_due;
  c->next_due = *place;
  *place = c;
  if (first_due == c) set_timer();
}

static void answer_due(void) {
  uint64_t ticks;
  if (read(timer_fd, &ticks, sizeof ticks) < 0) return;
  while (first_due && first_due->due_ns <= now_ns()) {
    struct connection *c = first_due;
    first_due = c->next_due;
    c->due_ns = 0;
    if (c->fd < 0) free(c->in.bytes), free(c->out.bytes), free(c);
    /* One that is gone is dropped when its end is read: an event of it may be waiting. */
    else flush(c);
  }
  set_timer();
}

/* Answers what has arrived whole; returns 0 where the connection is to be closed. */
static int serve(struct connection *c) {
  char *end = memmem(c->in.bytes, c->in.length, "\r\n\r\n", 4);
  if (!end) return 1;
  *end = 0;
  const char *announced = strcasestr(c->in.bytes, "\r\ncontent-length:");
  size_t length = announced ? strtoul(announced + 17, NULL, 10) : 0;
  size_t whole = end + 4 - c->in.bytes + length;
  if (c->in.length < whole) {
    *end = '\r';
    reserve(&c->in, whole - c->in.length);
    return 1;
  }
  int is_late = answer(c, c->in.bytes, end + 4, length);
  memmove(c->in.bytes, c->in.bytes + whole, c->in.length - whole);
  c->in.length -= whole;
  if (!is_late) return flush(c);
  answer_later(c);
  return 1;
}

static int receive(struct connection *c) {
#ifdef WITH_TLS
  if (c->ssl && !c->is_open) {
    int done = SSL_accept(c->ssl);
    if (done == 1) c->is_open = 1;
    else {
      int error = SSL_get_error(c->ssl, done);
      return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    }
  }
#endif
  for (;;) {
    if (c->in.length == 0) c->begun_ns = now_ns();
    if (c->in.length == c->in.capacity) reserve(&c->in, READ_BYTES);
    ssize_t done = transfer(c, 0, c->in.bytes + c->in.length, c->in.capacity - c->in.length);
    if (done == 0) return 0;
    if (done < 0) break;
    c->in.length += done;
  }
  return c->in.length ? serve(c) : 1;
}

static int listen_on_loopback(int *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(fd, (struct sockaddr *)&address, size) || listen(fd, 512)) abort();
  getsockname(fd, (struct sockaddr *)&address, &size);
  *port = ntohs(address.sin_port);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
  return fd;
}

static void accept_on(int listener, void *context) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
  if (fd < 0) return;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct connection *c = calloc(1, sizeof *c);
  c->fd = fd;
#ifdef WITH_TLS
  if (context) {
    c->ssl = SSL_new(context);
    SSL_set_fd(c->ssl, fd);
  }
#else
  (void)context;
#endif
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static void *tls_context(char **files) {
#ifdef WITH_TLS
  if (!files[0] || !files[1]) return NULL;
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  /* Otherwise each TLS record costs two system calls. */
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, 128 * 1024);
  if (SSL_CTX_use_certificate_file(context, files[0], SSL_FILETYPE_PEM) != 1) abort();
  if (SSL_CTX_use_PrivateKey_file(context, files[1], SSL_FILETYPE_PEM) != 1) abort();
  return context;
#else
  (void)files;
  return NULL;
#endif
}

int main(int count, char **args) {
  signal(SIGPIPE, SIG_IGN);
  make_ids();
  epoll_fd = epoll_create1(0);
  timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event timer = {.events = EPOLLIN, .data.fd = timer_fd};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &timer);
  void *context = count > 2 ? tls_context(args + 1) : NULL;
  int plain_port, tls_port = 0;
  int plain = listen_on_loopback(&plain_port);
  int tls = context ? listen_on_loopback(&tls_port) : -1;
  printf("{\"plain\":%d,\"tls\":%d}\n", plain_port, tls_port);
  fflush(stdout);
  struct epoll_event events[64];
  for (;;) {
    int ready = epoll_wait(epoll_fd, events, 64, -1);
    for (int place = 0; place < ready; place++) {
      /* Small numbers are descriptors of our own, everything else is a connection's address. */
      if (events[place].data.u64 == (uint64_t)timer_fd) answer_due();
      else if (events[place].data.u64 == (uint64_t)plain) accept_on(plain, NULL);
      else if (tls >= 0 && events[place].data.u64 == (uint64_t)tls) accept_on(tls, context);
      else {
        struct connection *c = events[place].data.ptr;
        if ((events[place].events & EPOLLOUT && !flush(c)) || !receive(c)) drop(c);
      }
    }
  }
}
