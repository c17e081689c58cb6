// Sends play events of a catalog at a constant rate, played now; or as many as asked for at once, played in the last minutes.
//   cc -O2 plays.c -o plays -lrdkafka && ./plays BROKERS TOPIC RATE EVENTS TRACKS MARKETS [SECONDS-AGO]
// TRACKS has an ISRC a line, as often as it is played; MARKETS `platform<tab>country<tab>tier`. RATE 0 is as fast as possible.
// EVENTS 0 is until the standard input ends. Prints how many were delivered.
#define _GNU_SOURCE
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long delivered, lost;

static void report(rd_kafka_t *k, const rd_kafka_message_t *m, void *opaque) { if (m->err) lost++; else delivered++; }

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

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static time_t time_of_day(void) { struct timespec t; clock_gettime(CLOCK_REALTIME_COARSE, &t); return t.tv_sec; }

int main(int argc, char **argv) {
  if (argc < 7) { fprintf(stderr, "usage: plays BROKERS TOPIC RATE EVENTS TRACKS MARKETS [SECONDS-AGO]\n"); return 2; }
  double rate = atof(argv[3]);
  long events = atol(argv[4]), ago = argc > 7 ? atol(argv[7]) : 0, n_tracks, n_markets;
  char **tracks = lines(argv[5], &n_tracks), **markets = lines(argv[6], &n_markets), error[512];
  for (long i = 0; i < n_markets; i++) {
    char *platform = strtok(markets[i], "\t"), *country = strtok(NULL, "\t"), *tier = strtok(NULL, "\t"), *text;
    if (asprintf(&text, "\",\"platform\":\"%s\",\"country\":\"%s\",\"tier\":\"%s\"}", platform, country, tier) < 0) return 1;
    markets[i] = text;
  }
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  const char *settings[][2] = {{"bootstrap.servers", argv[1]}, {"linger.ms", "5"}, {"acks", "all"}, {"log_level", "0"},
                               {"queue.buffering.max.messages", "200000"}, {"sticky.partitioning.linger.ms", ago ? "0" : "10"}};
  for (int i = 0; i < 6; i++)
    if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], error, sizeof error)) { fprintf(stderr, "%s\n", error); return 1; }
  rd_kafka_conf_set_dr_msg_cb(conf, report);
  rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
  rd_kafka_topic_t *topic = rd_kafka_topic_new(client, argv[2], NULL);
  uint64_t state = 88172645463325252ull;
  double start = now();
  for (long sent = 0; !events || sent < events;) {
    long due = rate > 0 ? (now() - start) * rate : sent + 1000;
    if (events && due > events) due = events;
    time_t second = 0; char stamp[32] = "";
    while (sent < due) {
      state ^= state << 13; state ^= state >> 7; state ^= state << 17;
      time_t wall = time_of_day(), played = ago ? wall - ago + sent * ago / events : wall;
      if (played != second) { struct tm utc; second = played; gmtime_r(&played, &utc); strftime(stamp, sizeof stamp, "%FT%TZ", &utc); }
      char event[256];
      int n = snprintf(event, sizeof event, "{\"isrc\":\"%s\",\"played_at\":\"%s%s", tracks[(state >> 20) % n_tracks], stamp,
                       markets[(state >> 44) % n_markets]);
      while (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, event, n, NULL, 0, NULL) == -1)
        rd_kafka_poll(client, 10);
      sent++;
    }
    rd_kafka_poll(client, 0);
    struct pollfd input = {.fd = 0, .events = POLLIN};
    if (!events && poll(&input, 1, 0) > 0 && read(0, error, sizeof error) == 0) break;
    if (rate > 0) usleep(2000);
  }
  rd_kafka_flush(client, 60000);
  printf("{\"delivered\": %ld, \"lost\": %ld, \"seconds\": %.3f}\n", delivered, lost, now() - start);
  return lost != 0;
}
