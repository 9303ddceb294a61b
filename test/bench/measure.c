/* Runs a command and writes what the whole of it took to descriptor 3, as a line of JSON. A process that Node starts
 * itself inherits the peak memory of Node, so that its own could not be told from it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int count, char **args) {
  struct timespec start, end;
  struct rusage use;
  int status;
  if (count < 2) return 64;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child == 0) {
    close(3);
    execvp(args[1], args + 1);
    _exit(127);
  }
  if (wait4(child, &status, 0, &use) < 0) return 70;
  clock_gettime(CLOCK_MONOTONIC, &end);
  double wall = (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9;
  dprintf(3, "{\"wallS\":%.4f,\"cpuS\":%.4f,\"peakMiB\":%.1f}\n", wall, seconds(use.ru_utime) + seconds(use.ru_stime),
          use.ru_maxrss / 1024.0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
