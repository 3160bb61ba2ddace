/*
 * Stops one thread of another process, says so by a line, and lets it go on when its own input ends. A signal would stop all of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

static int fail(const char *what) {
    perror(what);
    return 1;
}

int main(int count, char **words) {
    if (count != 2) return 2;
    pid_t thread = atoi(words[1]);
    if (ptrace(PTRACE_SEIZE, thread, 0, 0) < 0) return fail("PTRACE_SEIZE");
    if (ptrace(PTRACE_INTERRUPT, thread, 0, 0) < 0) return fail("PTRACE_INTERRUPT");
    if (waitpid(thread, 0, __WALL) < 0) return fail("waitpid");
    puts("stopped");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    if (ptrace(PTRACE_DETACH, thread, 0, 0) < 0) return fail("PTRACE_DETACH");
    return 0;
}
