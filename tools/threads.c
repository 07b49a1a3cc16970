#include "tools/threads.h"

#include <stdlib.h>

#ifdef ROUGHPROOF_WITH_THREADS

#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Bulk verification takes 100 kB, an explanation's window 64. */
#define STACK ((size_t)1 << 20)

void lock_make(struct lock *lock)
{
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_cond_init(&lock->changed, NULL);
}

void lock_free(struct lock *lock)
{
    pthread_cond_destroy(&lock->changed);
    pthread_mutex_destroy(&lock->mutex);
}

void lock_take(struct lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void lock_leave(struct lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void lock_wait(struct lock *lock)
{
    pthread_cond_wait(&lock->changed, &lock->mutex);
}

void lock_wake(struct lock *lock)
{
    pthread_cond_broadcast(&lock->changed);
}

size_t threads_processors(void)
{
    const long num = sysconf(_SC_NPROCESSORS_ONLN);
    return num > 1 ? (size_t)num : 1;
}

struct thread {
    struct threads *all;
    size_t number;
    pthread_t id;
};

struct threads {
    struct lock lock;
    void (*work)(void *context, size_t i);
    void *context;
    size_t round; /* of work; each thread does each once */
    size_t num;
    ptrdiff_t num_working; /* below zero while threads start that are not counted yet */
    bool stopped;
    struct thread thread[];
};

/* The C library would give each thread a heap of its own, which it returns to the system only after a look at
 * /proc, where a sandbox lets it open nothing. Of the one that is left it keeps what comes and goes: texts as
 * long as a block, which it would else have from the system page by page, time and again. */
static void share_heap(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_TRIM_THRESHOLD, 64 << 20);
    (void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
}

/* Reports that the last round is done, and waits for the next; false when there is none. */
static bool wait_for(struct threads *all, size_t round)
{
    lock_take(&all->lock);
    all->num_working--;
    lock_wake(&all->lock);
    while (all->round < round && !all->stopped) {
        lock_wait(&all->lock);
    }
    const bool go_on = !all->stopped;
    lock_leave(&all->lock);
    return go_on;
}

static void *serve(void *argument)
{
    const struct thread *self = argument;
    struct threads *all = self->all;
    for (size_t round = 1; wait_for(all, round); round++) {
        all->work(all->context, self->number);
    }
    return NULL;
}

/* Until all others have done with their round. */
static void wait_for_all(struct threads *all)
{
    lock_take(&all->lock);
    while (all->num_working > 0) {
        lock_wait(&all->lock);
    }
    lock_leave(&all->lock);
}

struct threads *threads_start(size_t num)
{
    struct threads *all = calloc(1, sizeof *all + num * sizeof all->thread[0]);
    pthread_attr_t attributes;
    if (all == NULL) {
        return NULL;
    }
    share_heap();
    lock_make(&all->lock);
    all->num = 1;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    while (all->num < num) {
        struct thread *next = &all->thread[all->num];
        *next = (struct thread){.all = all, .number = all->num};
        if (pthread_create(&next->id, &attributes, serve, next) != 0) {
            break;
        }
        all->num++;
    }
    lock_take(&all->lock);
    all->num_working += (ptrdiff_t)all->num - 1;
    lock_leave(&all->lock);
    pthread_attr_destroy(&attributes);
    wait_for_all(all);
    return all;
}

size_t threads_num(const struct threads *threads)
{
    return threads->num;
}

void threads_run(struct threads *all, void (*work)(void *context, size_t i), void *context)
{
    lock_take(&all->lock);
    all->work = work;
    all->context = context;
    all->num_working = (ptrdiff_t)all->num - 1;
    all->round++;
    lock_wake(&all->lock);
    lock_leave(&all->lock);
    work(context, 0);
    wait_for_all(all);
}

void threads_stop(struct threads *all)
{
    if (all == NULL) {
        return;
    }
    lock_take(&all->lock);
    all->stopped = true;
    lock_wake(&all->lock);
    lock_leave(&all->lock);
    for (size_t i = 1; i < all->num; i++) {
        pthread_join(all->thread[i].id, NULL);
    }
    lock_free(&all->lock);
    free(all);
}

#else

void lock_make(struct lock *lock)
{
    lock->none = 0;
}

void lock_free(struct lock *lock)
{
    (void)lock;
}

void lock_take(struct lock *lock)
{
    (void)lock;
}

void lock_leave(struct lock *lock)
{
    (void)lock;
}

void lock_wait(struct lock *lock)
{
    (void)lock; /* nobody else will change anything: never reached */
}

void lock_wake(struct lock *lock)
{
    (void)lock;
}

size_t threads_processors(void)
{
    return 1;
}

struct threads {
    char none;
};

struct threads *threads_start(size_t num)
{
    (void)num;
    return calloc(1, sizeof(struct threads));
}

size_t threads_num(const struct threads *threads)
{
    (void)threads;
    return 1;
}

void threads_run(struct threads *threads, void (*work)(void *context, size_t i), void *context)
{
    (void)threads;
    work(context, 0);
}

void threads_stop(struct threads *threads)
{
    free(threads);
}

#endif
