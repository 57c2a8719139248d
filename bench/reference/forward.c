// The least that forwarding costs on this machine: receive, decrypt, encrypt for each receiver, send; nothing else a media server does.
// A child process publishes on the same schedule as the load generator, in the same sizes, takes what arrives, and reports on it as often.
//
//   forward PUBLISHERS RECEIVERS PACKETS SIZE UNFORWARDED SECONDS SEGMENT TIMES REPORTS AT_ONCE
//
// Each publisher sends 50 packets of sound of 80 bytes a second and, if PACKETS is not 0, 30 pictures a second of PACKETS packets of at most
// SIZE bytes, and beside them UNFORWARDED packets that nobody is sent. RECEIVERS get each of them, and report on what came with 60 bytes, up to
// REPORTS times a second; reports are decrypted, and nothing is made of them. SEGMENT 1 lets the kernel cut runs (UDP_SEGMENT). TIMES 1 has it
// note when packets arrive. AT_ONCE packets of a picture leave together, the next ones 5 ms later. Prints: packets forwarded, packets that
// arrived, processor time of this process in ns, and what half, 99 % and 99.9 % of the packets took at most from the publisher's call to
// their arrival, in us.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum { BATCH = 64, SLOT = 2048, HEADER = 20, TAG = 16, SOUND = 80, REPORT = 60, REPORT_TYPE = 72, RUN = 32, MAX_RECEIVERS = 4096, MAX_PUBLISHERS = 64, STEPS = 100000, REPORT_SLOTS = 16 };

typedef struct { long arrived; volatile int begun; long quantiles[3]; } outcome;

typedef struct { EVP_CIPHER_CTX *cipher; uint8_t salt[12]; } transform;
typedef struct { uint16_t sequence, started; uint32_t rollover; } stream;

static int publishers, receivers, packets, size, unforwarded, seconds, segment, times, reports, at_once, sinks;
static transform inbound[MAX_PUBLISHERS], *outbound, *reporting;
static stream *streams; // per sink and publisher: sound and picture
static struct sockaddr_in server, *addresses;
static uint16_t *transport_numbers;

static void fail(const char *what) { perror(what); exit(1); }

static int64_t now_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void make(transform *t, int number, int encrypts) {
    uint8_t key[16];
    for (int i = 0; i < 16; i++) key[i] = (uint8_t)(number * 31 + i * 7 + (number >> 8));
    for (int i = 0; i < 12; i++) t->salt[i] = (uint8_t)(number * 17 + i * 5);
    t->cipher = EVP_CIPHER_CTX_new();
    EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    if (!gcm || EVP_CipherInit_ex2(t->cipher, gcm, key, NULL, encrypts, NULL) != 1) { fprintf(stderr, "no AES-128-GCM\n"); exit(1); }
    EVP_CIPHER_free(gcm);
}

// RFC 7714 §8.1: the source, the rollover counter and the sequence number, exclusive-or the salt.
static void vector(uint8_t iv[12], const transform *t, const uint8_t *header, uint32_t rollover) {
    memcpy(iv, t->salt, 12);
    for (int i = 0; i < 4; i++) iv[2 + i] ^= header[8 + i];
    for (int i = 0; i < 4; i++) iv[6 + i] ^= (uint8_t)(rollover >> (24 - 8 * i));
    iv[10] ^= header[2];
    iv[11] ^= header[3];
}

static int protect(transform *t, uint32_t rollover, uint8_t *out, const uint8_t *payload, int length) {
    uint8_t iv[12];
    int done;
    vector(iv, t, out, rollover);
    if (EVP_EncryptInit_ex2(t->cipher, NULL, NULL, iv, NULL) != 1 || EVP_EncryptUpdate(t->cipher, NULL, &done, out, HEADER) != 1
        || EVP_EncryptUpdate(t->cipher, out + HEADER, &done, payload, length) != 1 || EVP_EncryptFinal_ex(t->cipher, out + HEADER + length, &done) != 1
        || EVP_CIPHER_CTX_ctrl(t->cipher, EVP_CTRL_AEAD_GET_TAG, TAG, out + HEADER + length) != 1) { fprintf(stderr, "encryption failed\n"); exit(1); }
    return HEADER + length + TAG;
}

static int unprotect(transform *t, uint32_t rollover, uint8_t *packet, int length) {
    uint8_t iv[12];
    int done, body = length - HEADER - TAG;
    vector(iv, t, packet, rollover);
    if (body < 0 || EVP_DecryptInit_ex2(t->cipher, NULL, NULL, iv, NULL) != 1 || EVP_DecryptUpdate(t->cipher, NULL, &done, packet, HEADER) != 1
        || EVP_DecryptUpdate(t->cipher, packet + HEADER, &done, packet + HEADER, body) != 1
        || EVP_CIPHER_CTX_ctrl(t->cipher, EVP_CTRL_AEAD_SET_TAG, TAG, packet + length - TAG) != 1
        || EVP_DecryptFinal_ex(t->cipher, packet + HEADER + body, &done) != 1) return -1;
    return body;
}

static uint32_t rolled(stream *s, uint16_t sequence) {
    if (s->started && sequence < s->sequence && (uint16_t)(sequence - s->sequence) < 0x8000) s->rollover++;
    s->started = 1;
    s->sequence = sequence;
    return s->rollover;
}

static void write_header(uint8_t *p, int marker, int type, uint16_t sequence, uint32_t timestamp, uint32_t source) {
    uint16_t q = htons(sequence);
    uint32_t t = htonl(timestamp), s = htonl(source);
    memset(p, 0, HEADER);
    p[0] = 0x90;
    p[1] = (uint8_t)(type | (marker ? 0x80 : 0));
    memcpy(p + 2, &q, 2);
    memcpy(p + 4, &t, 4);
    memcpy(p + 8, &s, 4);
    p[12] = 0xBE; p[13] = 0xDE; p[15] = 1; // one word of extensions: a number over all streams
    p[16] = 0x31;
}

// What is to be sent, and its flush.
static uint8_t *out_slots;
static struct mmsghdr out_messages[BATCH];
static struct iovec out_parts[BATCH];
static char out_control[BATCH][CMSG_SPACE(sizeof(uint16_t))];
static int out_count, out_bytes;

static void flush_out(int fd) {
    for (int done = 0; done < out_count;) {
        int sent = sendmmsg(fd, out_messages + done, (unsigned)(out_count - done), 0);
        if (sent < 0 && errno != EINTR) fail("sendmmsg");
        done += sent > 0 ? sent : 0;
    }
    out_count = out_bytes = 0;
}

static void put(int fd, struct sockaddr_in *to, uint8_t *data, int length, int part) {
    struct msghdr *h = &out_messages[out_count].msg_hdr;
    out_parts[out_count] = (struct iovec){ data, (size_t)length };
    *h = (struct msghdr){ .msg_name = to, .msg_namelen = sizeof *to, .msg_iov = &out_parts[out_count], .msg_iovlen = 1 };
    if (part < length) {
        h->msg_control = out_control[out_count];
        h->msg_controllen = sizeof out_control[0];
        struct cmsghdr *c = CMSG_FIRSTHDR(h);
        c->cmsg_level = IPPROTO_UDP;
        c->cmsg_type = UDP_SEGMENT;
        c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        memcpy(CMSG_DATA(c), &(uint16_t){ (uint16_t)part }, 2);
    }
    if (++out_count == BATCH) flush_out(fd);
}

typedef struct { uint8_t *bytes; int body, publisher, picture; } plain;

// The receiver is the outer loop, so that its keys stay in the cache and equally long packets to it can leave as one message.
static long forward(int fd, plain *in, int count) {
    long forwarded = 0;
    for (int r = 0; r < sinks; r++) {
        uint8_t *run = NULL;
        int run_length = 0, run_part = 0, run_count = 0;
        for (int i = 0; i < count; i++) {
            if (publishers > 1 && in[i].publisher == r) continue;
            stream *s = &streams[(r * publishers + in[i].publisher) * 2 + in[i].picture];
            int total = HEADER + in[i].body + TAG;
            int fits = segment && run && run_count < RUN && total <= run_part && run_length == run_part * run_count;
            if (run && !fits) { put(fd, &addresses[r], run, run_length, run_part); run = NULL; }
            if (!run && out_bytes + (RUN + 1) * SLOT > BATCH * RUN * SLOT) flush_out(fd);
            uint8_t *o = out_slots + out_bytes;
            uint16_t number = htons(transport_numbers[r]++);
            memcpy(o, in[i].bytes, HEADER);
            o[11] = (uint8_t)(in[i].picture + 2 * in[i].publisher); // one source for each stream of a receiver
            memcpy(o + 17, &number, 2);
            protect(&outbound[r], rolled(s, (uint16_t)(o[2] << 8 | o[3])), o, in[i].bytes + HEADER, in[i].body);
            out_bytes += total;
            if (!run) { run = o; run_length = total; run_part = total; run_count = 1; }
            else { run_length += total; run_count++; }
            forwarded++;
        }
        if (run) put(fd, &addresses[r], run, run_length, run_part);
    }
    return forwarded;
}

static volatile sig_atomic_t ended;
static void end(int signal) { (void)signal; ended = 1; }

static long serve(int fd) {
    static uint8_t slots[BATCH][SLOT];
    static stream seen[MAX_PUBLISHERS][3], reported[MAX_RECEIVERS];
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    plain in[BATCH];
    long forwarded = 0;
    int poll = epoll_create1(0);
    struct epoll_event e = { .events = EPOLLIN };
    if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e) != 0) fail("epoll_ctl");
    while (!ended) {
        if (epoll_wait(poll, &e, 1, 100) <= 0) continue;
        for (int i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){ slots[i], SLOT };
            messages[i].msg_hdr = (struct msghdr){ .msg_iov = &parts[i], .msg_iovlen = 1 };
        }
        int count = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL), kept = 0;
        for (int i = 0; i < count; i++) {
            uint8_t *p = slots[i];
            if (p[1] == REPORT_TYPE) {
                int reporter = p[8] << 8 | p[9];
                if (unprotect(&reporting[reporter], rolled(&reported[reporter], (uint16_t)(p[2] << 8 | p[3])), p, (int)messages[i].msg_len) < 0) {
                    fprintf(stderr, "a report was refused\n");
                    exit(1);
                }
                continue;
            }
            int publisher = p[10], layer = p[11];
            uint32_t rollover = rolled(&seen[publisher][layer], (uint16_t)(p[2] << 8 | p[3]));
            int body = unprotect(&inbound[publisher], rollover, p, (int)messages[i].msg_len);
            if (body < 0) { fprintf(stderr, "a packet was refused\n"); exit(1); }
            if (layer < 2) in[kept++] = (plain){ p, body, publisher, layer };
        }
        forwarded += forward(fd, in, kept);
        flush_out(fd);
    }
    return forwarded;
}

typedef struct { transform t; stream s[3]; uint16_t sequence[3]; uint32_t sounds, pictures; int begun; } source;

static int64_t (*sent_at)[2][65536]; // when the child sent what, by publisher, stream and number
static long delays[STEPS + 1];

// What a publisher sends of a picture is given to the kernel as one message where it is equally long, as the load generator does: it arrives
// together, as from a network card.
static uint8_t *picture;
static int picture_length, picture_part;

static void end_picture(int fd) {
    if (picture) put(fd, &server, picture, picture_length, picture_part);
    picture = NULL;
}

static void publish(int fd, source *p, int number, int layer, int length, int marker, uint32_t timestamp) {
    static uint8_t payload[SLOT];
    uint8_t *packet = out_slots + out_bytes;
    if (layer < 2) sent_at[number][layer][p->sequence[layer]] = now_of(CLOCK_REALTIME);
    write_header(packet, marker, layer ? 96 : 111, p->sequence[layer], timestamp, (uint32_t)(number << 8 | layer));
    uint32_t rollover = rolled(&p->s[layer], p->sequence[layer]++);
    int total = protect(&p->t, rollover, packet, payload, length);
    out_bytes += total;
    if (picture && total > picture_part) end_picture(fd);
    if (!picture) { picture = packet; picture_length = 0; picture_part = total; }
    picture_length += total;
    if (marker || layer == 0 || total < picture_part) end_picture(fd);
}

static void report(int fd, transform *t, stream *s, uint16_t sequence, int reporter) {
    static uint8_t payload[REPORT], packet[SLOT];
    write_header(packet, 0, REPORT_TYPE, sequence, 0, (uint32_t)reporter << 16);
    if (send(fd, packet, (size_t)protect(t, rolled(s, sequence), packet, payload, REPORT), 0) < 0) fail("send");
}

static void note_delay(struct msghdr *h, const uint8_t *packet) {
    struct cmsghdr *c = CMSG_FIRSTHDR(h);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPNS) return;
    struct timespec t;
    memcpy(&t, CMSG_DATA(c), sizeof t);
    int64_t us = (t.tv_sec * 1000000000LL + t.tv_nsec - sent_at[packet[10]][packet[11] & 1][packet[2] << 8 | packet[3]]) / 1000;
    delays[us < 0 ? 0 : us > STEPS ? STEPS : us]++;
}

static long quantile(double share) {
    long total = 0, so_far = 0;
    for (int i = 0; i <= STEPS; i++) total += delays[i];
    for (int i = 0; i <= STEPS; i++)
        if ((so_far += delays[i]) >= share * total) return i;
    return STEPS;
}

// The other process: publishes, and looks once a millisecond at what has arrived, as the load generator does.
static void generate(const int *fds, int fd, outcome *result) {
    static source sources[MAX_PUBLISHERS];
    static transform writers[MAX_RECEIVERS];
    static stream written[MAX_RECEIVERS];
    static uint16_t numbers[MAX_RECEIVERS];
    static int64_t due[MAX_RECEIVERS], slot;
    static uint8_t hears[MAX_RECEIVERS];
    static uint8_t slots[BATCH][SLOT];
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct epoll_event ready[256];
    static char controls[BATCH][64];
    sent_at = calloc(MAX_PUBLISHERS, sizeof *sent_at);
    int poll = epoll_create1(0);
    for (int i = 0; i < sinks; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
        if (epoll_ctl(poll, EPOLL_CTL_ADD, fds[i], &e) != 0) fail("epoll_ctl");
    }
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){ slots[i], SLOT };
        messages[i].msg_hdr = (struct msghdr){ .msg_iov = &parts[i], .msg_iovlen = 1 };
    }
    for (int p = 0; p < publishers; p++) make(&sources[p].t, p, 1);
    for (int i = 0; i < sinks; i++) make(&writers[i], 10000 + i, 1);
    int64_t start = now_of(CLOCK_MONOTONIC);
    result->begun = 1;
    for (int64_t t = 0; t < (seconds + 1) * 1000000000LL; t = now_of(CLOCK_MONOTONIC) - start) {
        for (int p = 0; p < publishers && t < seconds * 1000000000LL; p++) {
            source *s = &sources[p];
            int64_t at = t + p * 12345678LL;
            for (; s->sounds * 20000000LL <= at; s->sounds++) publish(fd, s, p, 0, SOUND, 0, s->sounds * 960);
            while (packets > 0 && s->pictures * 33333333LL + s->begun / at_once * 5000000LL <= at) {
                for (int i = 0; i < at_once && s->begun < packets; i++, s->begun++)
                    publish(fd, s, p, 1, s->begun < packets - 1 ? size : size * (40 + (int)(s->pictures * 37 % 61)) / 100, s->begun == packets - 1, s->pictures * 3000);
                end_picture(fd);
                if (s->begun < packets) continue;
                for (int i = 0; i < unforwarded; i++) publish(fd, s, p, 2, 900, i == unforwarded - 1, s->pictures * 3000);
                s->pictures++;
                s->begun = 0;
            }
            flush_out(fd);
        }
        for (int n; (n = epoll_wait(poll, ready, 256, 0)) > 0;)
            for (int i = 0; i < n; i++) {
                int sink = (int)ready[i].data.u32;
                for (int got = BATCH; got == BATCH;) {
                    for (int k = 0; k < BATCH && times; k++) { messages[k].msg_hdr.msg_control = controls[k]; messages[k].msg_hdr.msg_controllen = sizeof controls[k]; }
                    got = recvmmsg(fds[sink], messages, BATCH, MSG_DONTWAIT, NULL);
                    result->arrived += got > 0 ? got : 0;
                    for (int k = 0; k < got && times; k++) note_delay(&messages[k].msg_hdr, slots[k]);
                }
                hears[sink] = 1;
            }
        // As the load generator does: who has a report due sends it in its own millisecond of 16.
        if (slot < t / 1000000 - REPORT_SLOTS) slot = t / 1000000 - REPORT_SLOTS;
        for (; slot < t / 1000000; slot++)
            for (int i = (int)(slot % REPORT_SLOTS); i < sinks && reports > 0; i += REPORT_SLOTS)
                if (hears[i] && t >= due[i]) {
                    due[i] = t + 1000000000LL / reports;
                    report(fds[i], &writers[i], &written[i], numbers[i]++, i);
                }
        usleep(1000);
    }
    result->quantiles[0] = quantile(0.5);
    result->quantiles[1] = quantile(0.99);
    result->quantiles[2] = quantile(0.999);
}

int main(int count, char **arguments) {
    if (count != 11) { fprintf(stderr, "usage: forward PUBLISHERS RECEIVERS PACKETS SIZE UNFORWARDED SECONDS SEGMENT TIMES REPORTS AT_ONCE\n"); return 2; }
    publishers = atoi(arguments[1]); receivers = atoi(arguments[2]); packets = atoi(arguments[3]); size = atoi(arguments[4]);
    unforwarded = atoi(arguments[5]); seconds = atoi(arguments[6]); segment = atoi(arguments[7]); times = atoi(arguments[8]); reports = atoi(arguments[9]); at_once = atoi(arguments[10]);
    sinks = receivers + (publishers > 1);
    if (publishers < 1 || publishers > MAX_PUBLISHERS || receivers < 1 || sinks > MAX_RECEIVERS || size > 1400 || seconds < 1 || seconds > 1000 || reports < 0 || reports > 60 || at_once < 1) { fprintf(stderr, "out of range\n"); return 2; }

    int fd = socket(AF_INET, SOCK_DGRAM, 0), publishing = socket(AF_INET, SOCK_DGRAM, 0), buffer = 1 << 22, room = 1 << 20;
    socklen_t length = sizeof server;
    server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (bind(fd, (struct sockaddr *)&server, sizeof server) != 0 || getsockname(fd, (struct sockaddr *)&server, &length) != 0) fail("bind");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);

    int *fds = calloc((size_t)sinks, sizeof *fds);
    addresses = calloc((size_t)sinks, sizeof *addresses);
    outbound = calloc((size_t)sinks, sizeof *outbound);
    reporting = calloc((size_t)sinks, sizeof *reporting);
    streams = calloc((size_t)sinks * (size_t)publishers * 2, sizeof *streams);
    transport_numbers = calloc((size_t)sinks, sizeof *transport_numbers);
    out_slots = malloc((size_t)BATCH * RUN * SLOT);
    for (int i = 0; i < sinks; i++) {
        fds[i] = socket(AF_INET, SOCK_DGRAM, 0);
        addresses[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        length = sizeof addresses[i];
        if (bind(fds[i], (struct sockaddr *)&addresses[i], length) != 0 || getsockname(fds[i], (struct sockaddr *)&addresses[i], &length) != 0
            || connect(fds[i], (struct sockaddr *)&server, sizeof server) != 0) fail("bind");
        setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        if (times) setsockopt(fds[i], SOL_SOCKET, SO_TIMESTAMPNS, &times, sizeof times);
        make(&outbound[i], 1000 + i, 1);
        make(&reporting[i], 10000 + i, 0);
    }
    for (int p = 0; p < publishers; p++) make(&inbound[p], p, 0);

    // As a media server does where it may, and the child with it, which would otherwise be kept from sending the rest of a picture.
    setpriority(PRIO_PROCESS, 0, -10);
    outcome *result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGCHLD, end);
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) { generate(fds, publishing, result); _exit(0); }
    while (!result->begun) usleep(1000);
    int64_t before = now_of(CLOCK_PROCESS_CPUTIME_ID);
    long forwarded = serve(fd);
    int64_t used = now_of(CLOCK_PROCESS_CPUTIME_ID) - before;
    waitpid(child, NULL, 0);
    printf("%ld %ld %lld %ld %ld %ld\n", forwarded, result->arrived, (long long)used, result->quantiles[0], result->quantiles[1], result->quantiles[2]);
    return 0;
}
