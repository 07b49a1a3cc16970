/* From a file's bytes to messages: recognises what the bytes are and cuts them into messages. */
#ifndef ROUGHPROOF_TOOLS_INPUT_H
#define ROUGHPROOF_TOOLS_INPUT_H

#include "parser/frame.h"
#include "tools/io.h"

enum input_coding { INPUT_ANY, INPUT_RAW, INPUT_HEX, INPUT_BASE64 };

/* The decoded bytes of a file. */
struct input {
    struct file bytes;
    enum input_coding coding; /* as recognised */
    bool odd;                 /* a text that is neither hex nor base64: its bytes were taken as they are */
};

enum input_result {
    INPUT_DECODED,
    INPUT_NOT_HEX, /* `at` says from where on */
    INPUT_NOT_BASE64,
    INPUT_NO_MEMORY,
};

/* Decodes the file's bytes, which `file` hands over. With INPUT_ANY, whatever begins like a packet or holds
 * bytes that text does not is raw; text is hex if it can be; else, unless it consists of what hex dumps
 * consist of, base64 if it can be. Unless decoded, `out` is empty. */
RT_MUST_CHECK enum input_result input_decode(struct input *out, size_t *at, struct file *file,
                                             enum input_coding coding);

void input_free(struct input *input);

/* Cuts the next message off `rest`: a packet, of several in a row, or all of it where no packet begins or
 * the packet is broken. Bytes behind a packet that begin no other stay with it: they are its fault. The slice
 * counts offsets from its own beginning. False when `rest` is empty; a first call always has a message. */
RT_MUST_CHECK bool input_next(struct rt_bytes *message, struct rt_bytes *rest, bool first, enum rt_form form);

#endif
