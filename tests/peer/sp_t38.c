/* sp_t38: one T.38 terminal of spandsp on a pipe of IFP packets, for comparing our engine with another one.
 *
 * Lockstep in ticks of 20 ms, reading first. Both ways a stream of frames: a big-endian 16-bit length of what follows, one type
 * octet, the payload. 'I': a big-endian 16-bit sequence number and one IFP packet. 'T': the end of the tick, without payload.
 * The tick count is the only clock. Packets that spandsp wants sent several times are sent once, as res_fax_spandsp does. One line
 * of JSON on stderr tells the result.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_t38 sp_t38.c -lspandsp -ltiff -lm
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tiffio.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

enum { BLOCK = 160, LONGEST = 4096 };

/* The order in which 0.0.6 falls back, as seen in its DCS frames; --max-rate starts further down. */
static const struct { int modem; int bps; } LADDER[] = {
    {T30_SUPPORT_V17, 14400}, {T30_SUPPORT_V17, 12000}, {T30_SUPPORT_V17, 9600}, {T30_SUPPORT_V29, 9600},
    {T30_SUPPORT_V17, 7200},  {T30_SUPPORT_V29, 7200},  {T30_SUPPORT_V27TER, 4800}, {T30_SUPPORT_V27TER, 2400},
};

static struct {
    const char *file, *ident;
    bool sending, caller, ecm, trace, local_check, unpaced;
    int modems, compressions, max_rate, version, max_ifp;
} want;

static struct { bool over; int code; } saw;
static int sequence;

static void usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("sp_t38: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

static int modem_mask(const char *list)
{
    int mask = 0;

    if (strstr(list, "v27ter") != NULL) mask |= T30_SUPPORT_V27TER;
    if (strstr(list, "v29") != NULL) mask |= T30_SUPPORT_V29;
    if (strstr(list, "v17") != NULL) mask |= T30_SUPPORT_V17;
    return mask;
}

static void read_options(int count, char **words)
{
    int i;

    want.ecm = true;
    want.modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17;
    want.compressions = T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION;
    want.max_ifp = 400;
    for (i = 1; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : NULL;

        if (strcmp(word, "--ecm") == 0) { want.ecm = true; continue; }
        if (strcmp(word, "--no-ecm") == 0) { want.ecm = false; continue; }
        if (strcmp(word, "--trace") == 0) { want.trace = true; continue; }
        if (strcmp(word, "--local-check") == 0) { want.local_check = true; continue; }
        if (strcmp(word, "--unpaced") == 0) { want.unpaced = true; continue; }
        if (value == NULL)
            usage("%s is unknown or needs a value", word);
        i++;
        if (strcmp(word, "--send") == 0) { want.file = value; want.sending = want.caller = true; }
        else if (strcmp(word, "--receive") == 0) { want.file = value; want.sending = want.caller = false; }
        else if (strcmp(word, "--ident") == 0) want.ident = value;
        else if (strcmp(word, "--max-rate") == 0) want.max_rate = atoi(value);
        else if (strcmp(word, "--version") == 0) want.version = atoi(value);
        else if (strcmp(word, "--max-ifp") == 0) want.max_ifp = atoi(value);
        else if (strcmp(word, "--modems") == 0) want.modems = modem_mask(value);
        else if (strcmp(word, "--compr") == 0) {
            want.compressions = T30_SUPPORT_T4_1D_COMPRESSION;
            if (strstr(value, "mr") != NULL) want.compressions |= T30_SUPPORT_T4_2D_COMPRESSION;
            if (strstr(value, "mmr") != NULL) want.compressions |= T30_SUPPORT_T6_COMPRESSION;
        }
        else usage("%s is unknown", word);
    }
    if (want.file == NULL)
        usage("--send FILE.tif or --receive FILE.tif is needed");
}

/* Starts the ladder at the fastest step that is not beyond --max-rate. */
static void limit_rate(t30_state_t *t30)
{
    unsigned step;

    if (want.max_rate == 0)
        return;
    for (step = 0; step < sizeof LADDER / sizeof LADDER[0]; step++)
        if (LADDER[step].bps <= want.max_rate && (LADDER[step].modem & want.modems) != 0) {
            t30->current_fallback = (int) step;
            return;
        }
}

static int on_phase_b(t30_state_t *t30, void *user, int fcf)
{
    (void) user;
    if (want.caller && (fcf & 0xFE) == T30_DIS)
        limit_rate(t30);
    return T30_ERR_OK;
}

static void on_phase_e(t30_state_t *t30, void *user, int code)
{
    (void) t30;
    (void) user;
    saw.code = code;
    saw.over = true;
}

static void on_log(int level, const char *text)
{
    (void) level;
    fputs(text, stderr);
}

static bool read_all(uint8_t *to, size_t length)
{
    while (length > 0) {
        ssize_t got = read(STDIN_FILENO, to, length);
        if (got <= 0)
            return false;
        to += got;
        length -= (size_t) got;
    }
    return true;
}

static void put_frame(char type, const uint8_t *payload, int length)
{
    uint8_t head[3] = {(uint8_t) ((length + 1) >> 8), (uint8_t) (length + 1), (uint8_t) type};

    fwrite(head, sizeof head, 1, stdout);
    fwrite(payload, (size_t) length, 1, stdout);
}

static int on_packet(t38_core_state_t *core, void *user, const uint8_t *packet, int length, int count)
{
    uint8_t numbered[LONGEST + 2];

    (void) core;
    (void) user;
    (void) count;
    if (length > LONGEST)
        return -1;
    numbered[0] = (uint8_t) (sequence >> 8);
    numbered[1] = (uint8_t) sequence;
    sequence = (sequence + 1) & 0xFFFF;
    memcpy(numbered + 2, packet, (size_t) length);
    put_frame('I', numbered, length + 2);
    return 0;
}

static t38_terminal_state_t *terminal(void)
{
    t38_terminal_state_t *t38 = t38_terminal_init(NULL, want.caller, on_packet, NULL);
    t38_core_state_t *core = t38_terminal_get_t38_core_state(t38);
    t30_state_t *t30 = t38_terminal_get_t30_state(t38);

    t38_set_t38_version(core, want.version);
    t38_set_max_datagram_size(core, want.max_ifp);
    if (want.local_check)
        t38_set_data_rate_management_method(core, T38_DATA_RATE_MANAGEMENT_LOCAL_TCF);
    if (want.unpaced)
        t38_terminal_set_config(t38, T38_TERMINAL_OPTION_NO_PACING);
    if (want.trace) {
        int level = SPAN_LOG_SHOW_PROTOCOL | SPAN_LOG_FLOW;

        span_log_set_message_handler(t38_terminal_get_logging_state(t38), on_log);
        span_log_set_level(t38_terminal_get_logging_state(t38), level);
        span_log_set_message_handler(t38_core_get_logging_state(core), on_log);
        span_log_set_level(t38_core_get_logging_state(core), level);
        span_log_set_message_handler(t30_get_logging_state(t30), on_log);
        span_log_set_level(t30_get_logging_state(t30), level);
    }
    t30_set_supported_modems(t30, want.modems);
    t30_set_supported_compressions(t30, want.compressions);
    t30_set_supported_resolutions(t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION
                                           | T30_SUPPORT_SUPERFINE_RESOLUTION | T30_SUPPORT_R8_RESOLUTION
                                           | T30_SUPPORT_R16_RESOLUTION | T30_SUPPORT_300_300_RESOLUTION
                                           | T30_SUPPORT_400_400_RESOLUTION);
    t30_set_supported_image_sizes(t30, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH
                                           | T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_A4_LENGTH | T30_SUPPORT_B4_LENGTH
                                           | T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH);
    t30_set_ecm_capability(t30, want.ecm);
    t30_set_rx_encoding(t30, T4_COMPRESSION_ITU_T6);
    if (want.ident != NULL)
        t30_set_tx_ident(t30, want.ident);
    if (want.sending)
        t30_set_tx_file(t30, want.file, -1, -1);
    else
        t30_set_rx_file(t30, want.file, -1);
    t30_set_phase_b_handler(t30, on_phase_b, NULL);
    t30_set_phase_e_handler(t30, on_phase_e, NULL);
    return t38;
}

/* Hears packets up to the end of the tick. False: the pipe was closed. */
static bool hear_tick(t38_terminal_state_t *t38)
{
    uint8_t head[3], payload[LONGEST];

    while (read_all(head, sizeof head)) {
        int length = (head[0] << 8 | head[1]) - 1;

        if (length < 0 || length > LONGEST || !read_all(payload, (size_t) length))
            return false;
        if (head[2] == 'T')
            return true;
        if (head[2] == 'I' && length > 2)
            t38_core_rx_ifp_packet(t38_terminal_get_t38_core_state(t38), payload + 2, length - 2,
                                   (uint16_t) (payload[0] << 8 | payload[1]));
    }
    return false;
}

int main(int count, char **words)
{
    t38_terminal_state_t *t38;
    t30_state_t *t30;
    t30_stats_t stats;
    long ticks = 0;
    int tail = 0, status;

    read_options(count, words);
    t38 = terminal();
    t30 = t38_terminal_get_t30_state(t38);
    while (hear_tick(t38)) {
        ticks++;
        t38_terminal_send_timeout(t38, BLOCK);
        put_frame('T', (const uint8_t *) "", 0);
        fflush(stdout);
        if (saw.over && ++tail == 50)
            break;
    }
    if (!saw.over)
        t30_terminate(t30);
    t30_get_transfer_statistics(t30, &stats);
    status = saw.over && saw.code == T30_ERR_OK ? 0 : 1;
    fprintf(stderr, "\n{\"ok\":%s,\"text\":\"%s\",\"pages\":%d,\"rate\":%d,\"ecm\":%s,\"line_s\":%.2f}\n",
            status == 0 ? "true" : "false", saw.over ? t30_completion_code_to_str(saw.code) : "The call ended before the fax did",
            want.sending ? stats.pages_tx : stats.pages_rx, stats.bit_rate, stats.error_correcting_mode ? "true" : "false",
            (double) ticks * BLOCK / 8000);
    t38_terminal_release(t38);
    t38_terminal_free(t38);
    return status;
}
