/* A main for the targets where there is no fuzzing engine: replays files, and the files of directories, in
 * order of their names. Fails if there was none, so that an empty corpus never passes for a test. */
#include "fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long replayed;

static int replay_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    struct stat status;
    if (in == NULL || fstat(fileno(in), &status) != 0) {
        perror(path);
        return 1;
    }
    size_t size = (size_t)status.st_size;
    uint8_t *data = malloc(size > 0 ? size : 1); /* exact, so that sanitizers see a byte too far */
    int failed = data == NULL || fread(data, 1, size, in) != size;
    if (!failed) {
        (void)LLVMFuzzerTestOneInput(data, size);
        replayed++;
    }
    free(data);
    fclose(in);
    return failed;
}

static int replay(const char *path);

static int replay_directory(const char *path)
{
    struct dirent **names;
    int failed = 0, num = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < num; i++) {
        char *inner = malloc(strlen(path) + strlen(names[i]->d_name) + 2);
        if (inner != NULL && names[i]->d_name[0] != '.') {
            sprintf(inner, "%s/%s", path, names[i]->d_name);
            failed |= replay(inner);
        }
        free(inner);
        free(names[i]);
    }
    if (num >= 0) {
        free(names);
    }
    return failed | (num < 0);
}

/* A directory of directories is two levels deep: vectors; more is nobody's corpus. */
static int replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        perror(path);
        return 1;
    }
    return S_ISDIR(status.st_mode) ? replay_directory(path) : replay_file(path);
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        failed |= replay(argv[i]);
    }
    printf("%s: %lu inputs replayed\n", argv[0], replayed);
    return failed || replayed == 0 ? 1 : 0;
}
