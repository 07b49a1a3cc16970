#include "tools/json_out.h"
#include "tools/servers.h"

enum exit_status servers_add(struct servers *servers, struct opened *list)
{
    struct file file;
    if (!opened_read(&file, list)) {
        return EXIT_IO;
    }
    enum exit_status status = servers_add_text(servers, list->path, rt_bytes_from(file.data, file.len));
    file_free(&file);
    return status;
}

enum exit_status servers_add_all(struct servers *servers, struct opened_list *lists)
{
    enum exit_status status = EXIT_GOOD;
    for (size_t i = 0; i < lists->num; i++) {
        status = exit_worse(status, servers_add(servers, &lists->item[i]));
    }
    return status;
}

void servers_put_name(FILE *out, const char *name, size_t len)
{
    json_string(out, rt_bytes_from(name, len));
}
