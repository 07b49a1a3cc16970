/* Enters the sandbox and tries one thing: sandbox_probe ACT DIRECTORY. Exit status 0 if it worked, 1 if the
 * kernel only refused it; what the sandbox forbids does not end in an exit status. */
#include "tools/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int directory;

static int act_nothing(void)
{
    return 0;
}

static int act_memory(void)
{
    char *grown = realloc(malloc(1 << 20), 1 << 24);
    if (grown == NULL) {
        return -1;
    }
    memset(grown, 1, 1 << 24);
    free(grown);
    return 0;
}

static int act_write(void)
{
    return printf("x\n") == 2 && fflush(stdout) == 0 && fprintf(stderr, "y\n") == 2 ? 0 : -1;
}

static int act_create(void)
{
    return openat(directory, "new", O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static int act_create_there(void)
{
    return openat(directory, "there", O_WRONLY | O_CREAT | O_EXCL, 0600); /* fails, but is allowed */
}

static int act_overwrite(void)
{
    return openat(directory, "there", O_WRONLY | O_CREAT, 0600);
}

static int act_read_there(void)
{
    return openat(directory, "there", O_RDONLY);
}

static int act_create_elsewhere(void)
{
    return open("new", O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static int act_open(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static int act_socket(void)
{
    return socket(AF_INET, SOCK_DGRAM, 0);
}

static int act_exec(void)
{
    return execl("/bin/true", "true", (char *)NULL);
}

static int act_fork(void)
{
    return fork() < 0 ? -1 : 0;
}

static int act_executable_memory(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? -1 : 0;
}

static int act_kill(void)
{
    return kill(getppid(), 0);
}

static const struct {
    const char *name;
    int (*act)(void);
} acts[] = {
    {"nothing", act_nothing},
    {"memory", act_memory},
    {"write", act_write},
    {"create", act_create},
    {"create-there", act_create_there},
    {"overwrite", act_overwrite},
    {"read-there", act_read_there},
    {"create-elsewhere", act_create_elsewhere},
    {"open", act_open},
    {"socket", act_socket},
    {"exec", act_exec},
    {"fork", act_fork},
    {"executable-memory", act_executable_memory},
    {"kill", act_kill},
};

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    directory = open(argv[2], O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (strcmp(acts[i].name, argv[1]) == 0) {
            sandbox_enter(directory);
            return acts[i].act() < 0 ? 1 : 0;
        }
    }
    return 2;
}
