#include "parser/describe.h"
#include "tools/capture_tcp.h"

#include <pcap/pcap.h>
#include <stdio.h>

/* One reading of a file. */
struct reading {
    struct capture *capture;
    struct capture_streams streams;
    int link;
};

/* A request or a response without header says so by its tags alone; everything else would be chance. */
static bool looks_like_roughtime(struct rt_bytes payload)
{
    struct rt_description description;
    if (rt_frame_begins(payload)) {
        return true;
    }
    rt_describe(&description, payload, RT_FORM_MESSAGE);
    return description.error.code == RT_OK &&
           (description.identity.kind == RT_KIND_REQUEST || description.identity.kind == RT_KIND_RESPONSE);
}

static bool take_datagram(struct reading *reading, const struct capture_segment *segment,
                          const struct capture_moment *at)
{
    struct capture *capture = reading->capture;
    bool known = capture_port_is_known(&segment->flow);
    if (segment->payload.len + segment->missing == 0 || (!known && !looks_like_roughtime(segment->payload))) {
        capture->num_others++;
        return true;
    }
    return capture_add(capture, &segment->flow, at, segment->payload,
                       segment->missing > 0 ? RT_E_TRUNCATED_CAPTURE : RT_OK);
}

static bool take_segment(struct reading *reading, const struct capture_segment *segment,
                         const struct capture_moment *at)
{
    switch (segment->kind) {
    case CAPTURE_UDP:
        return take_datagram(reading, segment, at);
    case CAPTURE_TCP:
        return capture_tcp_take(&reading->streams, reading->capture, segment, at);
    case CAPTURE_FRAGMENT:
        return capture_add(reading->capture, &segment->flow, at, segment->payload, RT_E_CAPTURE_FRAGMENT);
    case CAPTURE_OTHER:
        break;
    }
    reading->capture->num_others++;
    return true;
}

/* libpcap was asked for nanoseconds, which it puts where microseconds usually are. Times before 1970 are the
 * capture's own fault. */
static struct rt_time time_of(const struct pcap_pkthdr *header)
{
    uint64_t seconds = header->ts.tv_sec > 0 ? (uint64_t)header->ts.tv_sec : 0;
    uint64_t nanos = header->ts.tv_usec > 0 ? (uint64_t)header->ts.tv_usec : 0;
    struct rt_time out = rt_time_from_raw(seconds, RT_UNIT_SECONDS);
    return rt_time_add(out, nanos / 1000);
}

static bool take_frame(struct reading *reading, const struct pcap_pkthdr *header, const uint8_t *data)
{
    struct capture_segment segment;
    const struct capture_moment at = {++reading->capture->num_frames, time_of(header)};
    size_t missing = header->len > header->caplen ? header->len - header->caplen : 0;
    capture_take_apart(&segment, reading->link, rt_bytes_from(data, header->caplen), missing);
    return take_segment(reading, &segment, &at);
}

static enum capture_failure take_all(struct reading *reading, struct rt_error *err, pcap_t *pcap)
{
    struct pcap_pkthdr *header;
    const uint8_t *data;
    int result;
    while ((result = pcap_next_ex(pcap, &header, &data)) == 1) {
        if (!take_frame(reading, header, data)) {
            return CAPTURE_NO_MEMORY;
        }
    }
    if (result == PCAP_ERROR) {
        (void)rt_fail(err, RT_E_CAPTURE_END, RT_IN_TOP, 0, 0);
    }
    return capture_tcp_end(&reading->streams, reading->capture) ? CAPTURE_READ : CAPTURE_NO_MEMORY;
}

static enum capture_failure read_opened(struct reading *reading, struct rt_error *err, pcap_t *pcap)
{
    reading->link = pcap_datalink(pcap);
    if (!capture_link_is_known(reading->link)) {
        (void)rt_fail(err, RT_E_CAPTURE_LINK, RT_IN_TOP, 0, 0);
        return CAPTURE_REFUSED;
    }
    return take_all(reading, err, pcap);
}

enum capture_failure capture_read(struct capture *out, struct rt_error *err, struct rt_bytes file)
{
    char why[PCAP_ERRBUF_SIZE];
    struct reading reading = {.capture = out};
    *out = (struct capture){.packet = NULL};
    (void)rt_succeed(err);
    /* fmemopen writes nothing to a stream that is read. */
    FILE *stream = fmemopen((void *)(uintptr_t)file.data, file.len, "rb");
    if (stream == NULL) {
        return CAPTURE_NO_MEMORY;
    }
    pcap_t *pcap = pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why);
    if (pcap == NULL) {
        fclose(stream);
        (void)rt_fail(err, RT_E_CAPTURE_FORM, RT_IN_TOP, 0, 0);
        return CAPTURE_REFUSED;
    }
    enum capture_failure failure = read_opened(&reading, err, pcap);
    capture_tcp_free(&reading.streams);
    pcap_close(pcap); /* and the stream */
    return failure;
}
