#include "tools/progress.h"

#include <stdio.h>
#include <time.h>

#define MILLISECOND UINT64_C(1000000)
#define BAR         24

static uint64_t now(void)
{
    struct timespec t = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 * MILLISECOND + (uint64_t)t.tv_nsec;
}

void progress_begin(struct progress *progress, bool on)
{
    *progress = (struct progress){.on = on};
    if (on) {
        progress->began = now();
        progress->next = progress->began + 500 * MILLISECOND;
    }
}

static void put_bar(double part)
{
    char bar[BAR + 1];
    for (int i = 0; i < BAR; i++) {
        bar[i] = i < (int)(part * BAR) ? '#' : '.';
    }
    bar[BAR] = '\0';
    fprintf(stderr, "[%s] %3d%% ", bar, (int)(100 * part));
}

static void put_time(double seconds)
{
    const unsigned long s = seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 0;
    if (s >= 3600) {
        fprintf(stderr, ", %lu:%02lu:%02lu left", s / 3600, s / 60 % 60, s % 60);
    } else {
        fprintf(stderr, ", %lu:%02lu left", s / 60, s % 60);
    }
}

static void show(struct progress *progress, double seconds, double part)
{
    fputs("\r\033[K", stderr);
    if (part > 0) {
        put_bar(part);
    }
    fprintf(stderr, "%llu exchanges, %.0f/s", (unsigned long long)progress->num,
            (double)progress->num / seconds);
    if (part > 0) {
        put_time(seconds / part - seconds);
    }
    fflush(stderr);
    progress->shown = true;
}

void progress_add(struct progress *progress, uint64_t num, uint64_t done, uint64_t total)
{
    progress->num += num;
    if (!progress->on) {
        return;
    }
    const uint64_t t = now();
    if (t >= progress->next) {
        const double part = total > 0 && done < total ? (double)done / (double)total : total > 0;
        progress->next = t + 100 * MILLISECOND;
        show(progress, (double)(t - progress->began) / (1000.0 * (double)MILLISECOND), part);
    }
}

void progress_clear(struct progress *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        progress->shown = false;
    }
}
