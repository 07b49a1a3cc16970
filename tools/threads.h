/* POSIX threads, or one alone in builds that have none. */
#ifndef ROUGHPROOF_TOOLS_THREADS_H
#define ROUGHPROOF_TOOLS_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef ROUGHPROOF_WITH_THREADS
#include <pthread.h>
#endif

/* A lock, with a condition to wait for that all who wait look at. Zeroed where it was not made. */
struct lock {
#ifdef ROUGHPROOF_WITH_THREADS
    pthread_mutex_t mutex;
    pthread_cond_t changed;
#else
    char none;
#endif
};

void lock_make(struct lock *lock);
void lock_free(struct lock *lock);
void lock_take(struct lock *lock);
void lock_leave(struct lock *lock);

/* Waits, without the lock, until lock_wake was called. */
void lock_wait(struct lock *lock);
void lock_wake(struct lock *lock);

/* The processors of this machine; 1 in builds without threads. */
size_t threads_processors(void);

/* Threads that wait for work. */
struct threads;

/* Starts `num` threads, counting the caller's own, or as many as the system allows, and returns when they
 * wait: what a thread needs of the system to begin is behind them. NULL when there is no memory. Stop them.
 */
struct threads *threads_start(size_t num);
size_t threads_num(const struct threads *threads);

/* Calls work(context, i) on thread i, the caller's being number 0; returns when all have returned. */
void threads_run(struct threads *threads, void (*work)(void *context, size_t i), void *context);

void threads_stop(struct threads *threads);

#endif
