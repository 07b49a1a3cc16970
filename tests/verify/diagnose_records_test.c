/* Packets of other implementations: what diagnosis says is what was found independently to make each of them
 * verify, and the valid ones have none. usage: diagnose_records_test [normalized.jsonl], exit code 77 without
 * it. */
#include "tests/check.h"
#include "verify/diagnose.h"

#include <jansson.h>
#include <stdlib.h>

#define MAX_BYTES 4096

static size_t unhex(uint8_t *out, const json_t *object, const char *name)
{
    const char *hex = json_string_value(json_object_get(object, name));
    size_t len = hex == NULL ? 0 : strlen(hex) / 2;
    CHECK(len <= MAX_BYTES && (len == 0 || check_hex(out, len, hex)), "%s", name);
    return len;
}

static void list(char out[1000], const struct rt_diagnoses *found)
{
    struct rt_text text = rt_text_into(out, 999);
    for (size_t i = 0; i < found->num; i++) {
        rt_text_string(&text, i == 0 ? "" : " ");
        rt_text_string(&text, rt_diagnosis_check_name(found->item[i].check));
        rt_text_string(&text, "/");
        rt_text_string(&text, rt_diagnosis_info(found->item[i].code)->slug);
    }
    out[rt_text_len(&text)] = '\0';
}

/* The RFC's own example, signed as the drafts say, is all that others were seen to verify and this does not.
 */
static const char *expected_of(const char *id)
{
    bool example = strncmp(id, "rfc10049-appB", strlen("rfc10049-appB")) == 0;
    return example ? "signature/context-draft delegation/context-draft" : "";
}

static void check_record(const json_t *record)
{
    static uint8_t request[MAX_BYTES], nonce[MAX_BYTES], response[MAX_BYTES], key_bytes[MAX_BYTES];
    static struct rt_verdict verdict;
    const struct rt_policy strict = {0};
    const struct rt_diagnosis_context nothing = {0};
    const char *id = json_string_value(json_object_get(record, "id"));
    struct rt_key key = {{0}};
    bool has_key = unhex(key_bytes, record, "pubkey") == sizeof key.b;
    memcpy(key.b, key_bytes, sizeof key.b);
    const struct rt_question question = {
        .response = rt_bytes_from(response, unhex(response, record, "response")),
        .request = rt_bytes_from(request, unhex(request, record, "request")),
        .nonce = rt_bytes_from(nonce, unhex(nonce, record, "nonce")),
        .key = has_key ? &key : NULL,
    };
    struct rt_diagnoses found;
    char got[1000];
    rt_verify(&verdict, &question, &strict);
    rt_diagnose(&found, &verdict, &question, &nothing);
    list(got, &found);
    CHECK(found.num_verifications <= RT_DIAGNOSE_VERIFICATIONS_MAX, "%s", id);
    CHECK_STR(id, got, expected_of(id));
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "../shared/vectors/normalized.jsonl";
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t num = 0, room = 0;
    if (file == NULL) {
        printf("skipped: %s is not there\n", path);
        return 77;
    }
    while (getline(&line, &room, file) > 0) {
        json_t *record = json_loads(line, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
        CHECK(record != NULL, "line %zu", num + 1);
        check_record(record);
        json_decref(record);
        num++;
    }
    free(line);
    fclose(file);
    CHECK(num == 842, "%zu records", num);
    return check_done("diagnose_records");
}
