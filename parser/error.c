#include "error.h"

static const struct rt_error_info rows[] = {
#define RT_ERROR_ROW(name, number, stage, slug, clause, text)                                                \
    {RT_E_##name, RT_STAGE_##stage, slug, clause, text},
    RT_ERROR_LIST(RT_ERROR_ROW)
#undef RT_ERROR_ROW
};

static const struct rt_error_info no_error = {RT_UNCHECKED, RT_STAGE_NONE, "", "", ""};

const struct rt_error_info *rt_error_row(size_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : NULL;
}

const struct rt_error_info *rt_error_info(enum rt_code code)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == code) {
            return &rows[i];
        }
    }
    return &no_error;
}

const char *rt_stage_name(enum rt_stage stage)
{
    static const char names[][8] = {"none", "packet", "message", "schema", "text",   "report",
                                    "list", "verify", "chain",   "key",    "capture"};
    size_t index = (size_t)stage;
    return names[index < sizeof names / sizeof names[0] ? index : 0];
}
