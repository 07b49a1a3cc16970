/* Preloaded by tests: what adjtimex(2) says comes from a file whose first word is "good", "lost"
 * (unsynchronised), "leap" (a leap second is announced) or "forbidden", and whose second is the maximum error
 * in microseconds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>

int adjtimex(struct timex *out)
{
    char word[16] = "";
    long error = 0;
    const char *path = getenv("FAKE_ADJTIMEX");
    FILE *in = path != NULL ? fopen(path, "re") : NULL;
    int num = in != NULL ? fscanf(in, "%15s %ld", word, &error) : 0;
    if (in != NULL) {
        fclose(in);
    }
    memset(out, 0, sizeof *out);
    if (num != 2 || strcmp(word, "forbidden") == 0) {
        errno = EPERM;
        return -1;
    }
    out->maxerror = error;
    out->status = strcmp(word, "lost") == 0 ? STA_UNSYNC : 0;
    return strcmp(word, "lost") == 0 ? TIME_ERROR : strcmp(word, "leap") == 0 ? TIME_INS : TIME_OK;
}
