// Listens to many streams of live totals, and says every second how many events came and how old their figures were.
//   cc -O2 streams.c -o streams && ./streams PORT QUESTIONS
// QUESTIONS has a path and a token behind a tab a line: a connection for each. Ends when its standard input ends. A line of
// JSON a second: connections open and refused, events, first events left out, and their ages in milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 16384, MOST = 1 << 20 };
typedef struct { int fd, has_answered; long events, have; char buffer[ROOM + 1]; } Stream;

static long open_now, refused, ended, events, n_ages;
static int32_t ages[MOST];

static double clock_now(clockid_t clock) { struct timespec t; clock_gettime(clock, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static int compare(const void *a, const void *b) { return *(int32_t *)a - *(int32_t *)b; }

static void take(Stream *s) {
  for (;;) {
    char *end = memmem(s->buffer, s->have, "\n\n", 2);
    if (!end) break;
    *end = 0;
    char *as_of = strstr(s->buffer, "\"as_of\":\"");
    struct tm utc = {0}; int milliseconds = 0;
    if (as_of && sscanf(as_of + 9, "%d-%d-%dT%d:%d:%d.%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min,
                        &utc.tm_sec, &milliseconds) >= 6) {
      utc.tm_year -= 1900; utc.tm_mon -= 1;
      if (s->events++) {
        events++;
        if (n_ages < MOST) ages[n_ages++] = (clock_now(CLOCK_REALTIME) - timegm(&utc)) * 1000 - milliseconds;
      }
    }
    long used = end + 2 - s->buffer;
    memmove(s->buffer, s->buffer + used, s->have -= used);
    s->buffer[s->have] = 0;
  }
  if (s->have == ROOM) s->have = 0;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: streams PORT QUESTIONS\n"); return 2; }
  struct rlimit most; getrlimit(RLIMIT_NOFILE, &most); most.rlim_cur = most.rlim_max; setrlimit(RLIMIT_NOFILE, &most);
  FILE *f = fopen(argv[2], "r");
  if (!f) { perror(argv[2]); return 1; }
  int epoll = epoll_create1(0), wanted = 0, is_over = 0; char *line = NULL; size_t room = 0; ssize_t n;
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
  double start = clock_now(CLOCK_MONOTONIC), next = start + 1;
  struct epoll_event ready[256];
  while (!is_over) {
    // Five hundred a second, and no more than ten between two looks, so that those that are open are read.
    for (int i = 0; f && i < 10 && wanted < (clock_now(CLOCK_MONOTONIC) - start) * 500; i++) {
      if ((n = getline(&line, &room, f)) <= 0) { fclose(f); f = NULL; break; }
      line[n - 1] = 0;
      char *token = strchr(line, '\t'), request[1024]; *token++ = 0;
      struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
      Stream *s = calloc(1, sizeof *s);
      s->fd = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(s->fd, (struct sockaddr *)&to, sizeof to)) { perror("connect"); return 1; }
      int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", line, token);
      if (write(s->fd, request, size) != size) { perror("write"); return 1; }
      fcntl(s->fd, F_SETFL, O_NONBLOCK);
      struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
      epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
      wanted++;
    }
    int count = epoll_wait(epoll, ready, 256, f ? 1 : 100);
    for (int i = 0; i < count; i++) {
      Stream *s = ready[i].data.ptr;
      if (!s) { is_over = 1; continue; }
      ssize_t got = read(s->fd, s->buffer + s->have, ROOM - s->have);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) { if (s->has_answered == 1) { open_now--; ended++; } close(s->fd); free(s); continue; }
      s->have += got; s->buffer[s->have] = 0;
      if (!s->has_answered) {
        s->has_answered = !strncmp(s->buffer + 9, "200", 3) ? 1 : 2;
        if (s->has_answered == 1) open_now++; else refused++;
      }
      take(s);
    }
    if (clock_now(CLOCK_MONOTONIC) >= next) {
      qsort(ages, n_ages, sizeof *ages, compare);
      printf("{\"wanted\": %d, \"open\": %ld, \"refused\": %ld, \"ended\": %ld, \"events\": %ld, \"p50\": %d, \"p99\": %d, \"max\": %d}\n", wanted,
             open_now, refused, ended, events, n_ages ? ages[n_ages / 2] : 0, n_ages ? ages[n_ages * 99 / 100] : 0, n_ages ? ages[n_ages - 1] : 0);
      fflush(stdout);
      events = n_ages = 0; next += 1;
    }
  }
  return 0;
}
