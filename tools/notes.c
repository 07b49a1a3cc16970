#include "tools/notes.h"

#include "parser/json.h"
#include "tools/terminal.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    char member[16];
    char text[96];
} infos[] = {
#define NOTES_INFO(name, member, text) {member, text},
    NOTES_LIST(NOTES_INFO)
#undef NOTES_INFO
};

/* Room for one more row. */
static bool grow(struct notes *notes)
{
    size_t more = notes->room == 0 ? 8 : 2 * notes->room; /* at most 2 * NOTES_MAX */
    if (notes->num_rows < notes->room) {
        return true;
    }
    struct notes_row *moved = realloc(notes->row, more * sizeof *notes->row);
    if (moved != NULL) {
        notes->row = moved;
        notes->room = more;
    }
    return moved != NULL;
}

static struct notes_row *find_row(struct notes *notes, enum note note, const char *member)
{
    for (size_t i = 0; i < notes->num_rows; i++) {
        if (notes->row[i].note == note && strcmp(notes->row[i].member, member) == 0) {
            return &notes->row[i];
        }
    }
    if (notes->num_rows == NOTES_MAX || !grow(notes)) {
        notes->more = true;
        return NULL;
    }
    struct notes_row *row = &notes->row[notes->num_rows++];
    *row = (struct notes_row){.note = note};
    memcpy(row->member, member, strlen(member) + 1);
    return row;
}

/* One exchange may have a member several times. */
static void add_index(struct notes_row *row, size_t index)
{
    struct notes_run *run = row->num_runs > 0 ? &row->run[row->num_runs - 1] : NULL;
    bool again = run != NULL && row->last == index;
    row->last = index;
    if (run != NULL && run->last + 1 >= index) {
        run->last = index;
    } else if (row->num_runs < NOTES_RUNS_MAX) {
        row->run[row->num_runs++] = (struct notes_run){index, index};
    } else {
        row->num_more += again ? 0 : 1;
    }
}

void notes_add(struct notes *notes, enum note note, size_t index)
{
    struct notes_row *row = find_row(notes, note, infos[note].member);
    if (row != NULL) {
        add_index(row, index);
    }
}

void notes_add_member(struct notes *notes, enum note note, size_t index, struct rt_bytes name)
{
    char member[sizeof notes->row->member];
    struct rt_text text = rt_text_into(member, sizeof member - 1);
    rt_json_echo(&text, (struct rt_json){name});
    member[rt_text_len(&text)] = '\0';
    struct notes_row *row = find_row(notes, note, member);
    if (row != NULL) {
        add_index(row, index);
    }
}

static void put_runs(const struct notes_row *row)
{
    bool one = row->num_runs == 1 && row->run[0].first == row->run[0].last;
    fputs(one ? "exchange " : "exchanges ", stderr);
    for (size_t i = 0; i < row->num_runs; i++) {
        fprintf(stderr, "%s%zu", i > 0 ? ", " : "", row->run[i].first + 1);
        if (row->run[i].last > row->run[i].first) {
            fprintf(stderr, "-%zu", row->run[i].last + 1);
        }
    }
    if (row->num_more > 0) {
        fprintf(stderr, " and %zu more", row->num_more);
    }
    fputs(": ", stderr);
}

void notes_say(struct notes *notes, const char *path)
{
    for (size_t i = 0; i < notes->num_rows; i++) {
        struct notes_row *row = &notes->row[i];
        fputs("roughproof convert: ", stderr);
        terminal_path(stderr, path);
        fputs(": ", stderr);
        if (row->note != NOTE_TOP_MEMBER && row->note != NOTE_BLIND) {
            put_runs(row);
        }
        fprintf(stderr, "%s: %s\n", row->member, infos[row->note].text);
    }
    fputs(notes->more ? "roughproof convert: there is more of this than is said\n" : "", stderr);
    notes_forget(notes);
}

void notes_forget(struct notes *notes)
{
    free(notes->row);
    *notes = (struct notes){0};
}
