#include "wasm/output.h"

#include "wasm/arena.h"

/* Before the bytes of each piece. */
struct piece {
    struct piece *next;
    enum output_channel channel;
    size_t len;
};

static struct piece *first, *last, *shown;
static bool begun;

void output_begin(void)
{
    first = last = shown = NULL;
    begun = false;
}

static char *room_of(struct piece *piece)
{
    return (char *)(piece + 1);
}

struct rt_text output_open(void)
{
    size_t size;
    struct piece *piece = arena_rest(&size);
    return size > sizeof *piece ? rt_text_into(room_of(piece), size - sizeof *piece) : rt_text_into(NULL, 0);
}

/* Allocates what was written already, so that nothing moves; a text that did not fit exhausts the arena. */
void output_close(enum output_channel channel, const struct rt_text *text)
{
    struct piece *piece = arena_malloc(sizeof *piece + text->pos);
    if (piece == NULL) {
        return;
    }
    *piece = (struct piece){NULL, channel, text->pos};
    if (last != NULL) {
        last->next = piece;
    } else {
        first = piece;
    }
    last = piece;
}

void output_string(enum output_channel channel, const char *s)
{
    struct rt_text text = output_open();
    rt_text_string(&text, s);
    output_close(channel, &text);
}

void output_bytes(enum output_channel channel, struct rt_bytes bytes)
{
    struct rt_text text = output_open();
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, bytes, i); i++) {
        rt_text_char(&text, (char)c);
    }
    output_close(channel, &text);
}

bool output_next(void)
{
    shown = begun ? (shown != NULL ? shown->next : NULL) : first;
    begun = true;
    return shown != NULL;
}

enum output_channel output_channel(void)
{
    return shown != NULL ? shown->channel : (enum output_channel)0;
}

struct rt_bytes output_piece(void)
{
    return shown != NULL ? rt_bytes_from(room_of(shown), shown->len) : rt_bytes_from(NULL, 0);
}
