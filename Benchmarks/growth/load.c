// Asks at a constant rate whatever the answers do, and counts an answer's time from when it should have been asked: a slow
// answer is not hidden by asking less.
//   cc -O2 load.c -o load && ./load PORT RATE SECONDS CONNECTIONS PATHS TOKENS
// Prints one line of JSON: what was asked and answered, and percentiles in milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };
typedef struct { int fd; int64_t due; long have, need; char *buffer; } Connection;

static char **lines(const char *path, long *count) {
  FILE *f = fopen(path, "r");
  if (!f) { perror(path); exit(1); }
  char **all = NULL, *line = NULL; size_t room = 0; ssize_t n; *count = 0;
  while ((n = getline(&line, &room, f)) > 0) {
    if (line[n - 1] == '\n') line[n - 1] = 0;
    all = realloc(all, sizeof *all * (*count + 1)); all[(*count)++] = strdup(line);
  }
  fclose(f);
  return all;
}

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static int compare(const void *a, const void *b) { int64_t x = *(int64_t *)a, y = *(int64_t *)b; return (x > y) - (x < y); }

static void open_connection(Connection *c, int port, int epoll) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) { perror("connect"); exit(1); }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

int main(int argc, char **argv) {
  if (argc != 7) { fprintf(stderr, "usage: load PORT RATE SECONDS CONNECTIONS PATHS TOKENS\n"); return 2; }
  int port = atoi(argv[1]), connections = atoi(argv[4]);
  double rate = atof(argv[2]), seconds = atof(argv[3]);
  long n_paths, n_tokens;
  char **paths = lines(argv[5], &n_paths), **tokens = lines(argv[6], &n_tokens);
  char **requests = malloc(sizeof *requests * n_paths);
  for (long i = 0; i < n_paths; i++)
    if (asprintf(&requests[i], "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", paths[i], tokens[i % n_tokens]) < 0) return 1;
  int epoll = epoll_create1(0);
  Connection *all = calloc(connections, sizeof *all), **idle = malloc(sizeof *idle * connections);
  int n_idle = 0;
  for (int i = 0; i < connections; i++) {
    all[i].buffer = malloc(BUFFER + 1);
    open_connection(&all[i], port, epoll);
    idle[n_idle++] = &all[i];
  }
  long total = rate * seconds, sent = 0, answered = 0, failed = 0, broken = 0;
  int64_t *times = malloc(sizeof *times * (total + 1)), start = now(), end = start + (int64_t)((seconds + 10) * 1e9);
  struct epoll_event events[256];
  while (answered + broken < total && now() < end) {
    int64_t time = now();
    while (sent < total && n_idle) {
      int64_t due = start + (int64_t)(sent * 1e9 / rate);
      if (due > time) break;
      Connection *c = idle[--n_idle];
      char *request = requests[sent % n_paths];
      c->due = due; c->have = 0; c->need = 0;
      if (write(c->fd, request, strlen(request)) != (ssize_t)strlen(request)) { broken++; close(c->fd); open_connection(c, port, epoll); idle[n_idle++] = c; }
      sent++;
    }
    int64_t wait = 100000000;
    if (sent < total && n_idle) { wait = start + (int64_t)(sent * 1e9 / rate) - now(); if (wait < 0) wait = 0; }
    struct timespec most = {wait / 1000000000, wait % 1000000000};
    int ready = epoll_pwait2(epoll, events, 256, &most, NULL);
    for (int i = 0; i < ready; i++) {
      Connection *c = events[i].data.ptr;
      ssize_t got = read(c->fd, c->buffer + (c->have < BUFFER ? c->have : 0), BUFFER - (c->have < BUFFER ? c->have : 0));
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) {
        // One that waited for an answer has none; one that was idle is among the idle still.
        if (c->due) { broken++; c->due = 0; idle[n_idle++] = c; }
        close(c->fd);
        open_connection(c, port, epoll);
        continue;
      }
      c->have += got;
      if (!c->need && c->have <= BUFFER) {
        c->buffer[c->have] = 0;
        char *body = strstr(c->buffer, "\r\n\r\n"), *length = strcasestr(c->buffer, "\r\ncontent-length:");
        if (!body) continue;
        if (!length || length > body) { fprintf(stderr, "an answer without a length\n%.200s\n", c->buffer); return 1; }
        c->need = body + 4 - c->buffer + atol(length + 17);
        failed += memcmp(c->buffer + 9, "200", 3) != 0 && memcmp(c->buffer + 9, "304", 3) != 0;
      }
      if (c->need && c->have >= c->need) { times[answered++] = now() - c->due; c->due = 0; idle[n_idle++] = c; }
    }
  }
  double took = (now() - start) / 1e9;
  qsort(times, answered, sizeof *times, compare);
  printf("{\"asked\": %ld, \"answered\": %ld, \"failed\": %ld, \"broken\": %ld, \"seconds\": %.3f", sent, answered, failed, broken, took);
  const double shares[] = {50, 90, 99, 99.9}; const char *names[] = {"p50", "p90", "p99", "p999"};
  for (int i = 0; i < 4 && answered; i++) {
    long place = shares[i] / 100 * answered;
    printf(", \"%s\": %.3f", names[i], times[place < answered ? place : answered - 1] / 1e6);
  }
  printf(", \"max\": %.3f}\n", answered ? times[answered - 1] / 1e6 : 0);
  return 0;
}
