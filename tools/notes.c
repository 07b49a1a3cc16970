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

static void *grown(void *items, size_t num, size_t *room, size_t size)
{
    size_t more = *room == 0 ? 8 : 2 * *room;
    if (num < *room) {
        return items;
    }
    void *moved = more > SIZE_MAX / size ? NULL : realloc(items, more * size);
    *room = moved != NULL ? more : *room;
    return moved;
}

static struct notes_row *find_row(struct notes *notes, enum note note, const char *member)
{
    for (size_t i = 0; i < notes->num_rows; i++) {
        if (notes->row[i].note == note && strcmp(notes->row[i].member, member) == 0) {
            return &notes->row[i];
        }
    }
    bool full = notes->num_rows == NOTES_MAX;
    struct notes_row *grew =
        full ? NULL : grown(notes->row, notes->num_rows, &notes->room, sizeof *notes->row);
    if (grew == NULL) {
        notes->more = true;
        return NULL;
    }
    notes->row = grew;
    struct notes_row *row = &notes->row[notes->num_rows++];
    *row = (struct notes_row){.note = note};
    memcpy(row->member, member, strlen(member) + 1);
    return row;
}

static void add_index(struct notes *notes, struct notes_row *row, size_t index)
{
    if (row->num_runs > 0 && row->run[row->num_runs - 1].last + 1 >= index) {
        row->run[row->num_runs - 1].last = index;
        return;
    }
    struct notes_run *grew = grown(row->run, row->num_runs, &row->room, sizeof *row->run);
    if (grew == NULL) {
        notes->more = true;
        return;
    }
    row->run = grew;
    row->run[row->num_runs++] = (struct notes_run){index, index};
}

void notes_add(struct notes *notes, enum note note, size_t index)
{
    struct notes_row *row = find_row(notes, note, infos[note].member);
    if (row != NULL) {
        add_index(notes, row, index);
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
        add_index(notes, row, index);
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
    for (size_t i = 0; i < notes->num_rows; i++) {
        free(notes->row[i].run);
    }
    free(notes->row);
    *notes = (struct notes){0};
}
