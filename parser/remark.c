#include "remark.h"

const struct rt_remark_info *rt_remark_info(enum rt_remark_code code)
{
    static const struct rt_remark_info rows[] = {
#define RT_REMARK_ROW(name, slug, clause, text) {slug, clause, text},
        RT_REMARK_LIST(RT_REMARK_ROW)
#undef RT_REMARK_ROW
    };
    return &rows[code < RT_NUM_REMARKS ? code : RT_NUM_REMARKS - 1];
}

void rt_remark_add(struct rt_remarks *remarks, enum rt_remark_code code, enum rt_place place, uint32_t tag,
                   size_t offset)
{
    for (size_t i = 0; i < remarks->num; i++) {
        if (remarks->item[i].code == code) {
            return;
        }
    }
    if (remarks->num < RT_NUM_REMARKS) {
        remarks->item[remarks->num++] = (struct rt_remark){code, place, tag, offset};
    }
}

void rt_remark_drop(struct rt_remarks *remarks, enum rt_remark_code code)
{
    size_t kept = 0;
    for (size_t i = 0; i < remarks->num; i++) {
        if (remarks->item[i].code != code) {
            remarks->item[kept++] = remarks->item[i];
        }
    }
    remarks->num = kept;
}
