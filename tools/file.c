#include "tools/io.h"

#include <stdlib.h>

void file_free(struct file *file)
{
    free(file->data);
    *file = (struct file){NULL, 0};
}
