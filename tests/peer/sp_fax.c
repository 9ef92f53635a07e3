/* sp_fax: one fax terminal of spandsp on a PCM pipe, for comparing our engine with another one.
 *
 * Reads signed 16-bit little-endian samples at 8000 Hz from stdin and writes the same to stdout, in lockstep blocks of
 * 160 samples, reading first. The sample count is the only clock. One line of JSON on stderr tells the result. With --replay FILE it
 * hears a recording of such samples instead, as quickly as it can, and tells what that cost.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_fax sp_fax.c -lspandsp -ltiff -lm
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <tiffio.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

enum { BLOCK = 160, RATE = 8000, TRANSMIT_DBM0 = -14 };

/* The order in which 0.0.6 falls back, as seen in its DCS frames; --max-rate starts further down. */
static const struct { int modem; int bps; } LADDER[] = {
    {T30_SUPPORT_V17, 14400}, {T30_SUPPORT_V17, 12000}, {T30_SUPPORT_V17, 9600}, {T30_SUPPORT_V29, 9600},
    {T30_SUPPORT_V17, 7200},  {T30_SUPPORT_V29, 7200},  {T30_SUPPORT_V27TER, 4800}, {T30_SUPPORT_V27TER, 2400},
};

static struct {
    const char *file, *ident, *header, *sub, *sep, *sid, *pwd, *record, *replay;
    bool sending, caller, ecm, tep, trace;
    int role, modems, compressions, resolutions, widths, store, min_scan_ms, max_rate, first_page, last_page;
    double tx_level_dbm0, max_s, tail_ms;
} want;

static struct {
    bool over;
    int code, pages, retrains, rtn, ppr, bad_rows;
    long bytes;
    char far_ident[32];
} saw;

static void usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("sp_fax: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

/* Turns "a,b,c" into the mask of the names' values. */
static int mask_of(const char *option, const char *list, const char *const names[], const int values[])
{
    char copy[200], *rest = NULL, *word;
    int mask = 0, i;

    snprintf(copy, sizeof copy, "%s", list);
    for (word = strtok_r(copy, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        for (i = 0; names[i] != NULL && strcmp(names[i], word) != 0; i++)
            ;
        if (names[i] == NULL)
            usage("%s does not know '%s'", option, word);
        mask |= values[i];
    }
    if (mask == 0)
        usage("%s needs a list", option);
    return mask;
}

static void read_options(int count, char **words)
{
    static const char *const modem_names[] = {"v27ter", "v29", "v17", NULL};
    static const int modem_values[] = {T30_SUPPORT_V27TER, T30_SUPPORT_V29, T30_SUPPORT_V17};
    static const char *const coding_names[] = {"mh", "mr", "mmr", NULL};
    static const int coding_values[] = {T30_SUPPORT_T4_1D_COMPRESSION, T30_SUPPORT_T4_2D_COMPRESSION, T30_SUPPORT_T6_COMPRESSION};
    static const int store_values[] = {T4_COMPRESSION_ITU_T4_1D, T4_COMPRESSION_ITU_T4_2D, T4_COMPRESSION_ITU_T6};
    static const char *const resolution_names[] = {"standard", "fine", "superfine", NULL};
    static const int resolution_values[] = {T30_SUPPORT_STANDARD_RESOLUTION, T30_SUPPORT_FINE_RESOLUTION, T30_SUPPORT_SUPERFINE_RESOLUTION};
    static const char *const width_names[] = {"a4", "b4", "a3", NULL};
    static const int width_values[] = {T30_SUPPORT_215MM_WIDTH, T30_SUPPORT_255MM_WIDTH, T30_SUPPORT_303MM_WIDTH};
    int i;

    want.role = -1;
    want.ecm = true;
    want.tx_level_dbm0 = TRANSMIT_DBM0;
    want.modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17;
    want.compressions = T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION;
    want.resolutions = T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION | T30_SUPPORT_SUPERFINE_RESOLUTION;
    want.widths = T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH;
    want.store = T4_COMPRESSION_ITU_T6;
    want.first_page = want.last_page = -1;
    want.tail_ms = 200;

    for (i = 1; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : NULL;

        if (strcmp(word, "--caller") == 0) { want.role = 1; continue; }
        if (strcmp(word, "--answer") == 0) { want.role = 0; continue; }
        if (strcmp(word, "--ecm") == 0) { want.ecm = true; continue; }
        if (strcmp(word, "--no-ecm") == 0) { want.ecm = false; continue; }
        if (strcmp(word, "--tep") == 0) { want.tep = true; continue; }
        if (strcmp(word, "--trace") == 0) { want.trace = true; continue; }
        if (value == NULL)
            usage("%s is unknown or needs a value", word);
        i++;
        if (strcmp(word, "--send") == 0) { want.file = value; want.sending = true; }
        else if (strcmp(word, "--receive") == 0) { want.file = value; want.sending = false; }
        else if (strcmp(word, "--ident") == 0) want.ident = value;
        else if (strcmp(word, "--header") == 0) want.header = value;
        else if (strcmp(word, "--sub") == 0) want.sub = value;
        else if (strcmp(word, "--sep") == 0) want.sep = value;
        else if (strcmp(word, "--sid") == 0) want.sid = value;
        else if (strcmp(word, "--pwd") == 0) want.pwd = value;
        else if (strcmp(word, "--record") == 0) want.record = value;
        else if (strcmp(word, "--replay") == 0) want.replay = value;
        else if (strcmp(word, "--max-rate") == 0) want.max_rate = atoi(value);
        else if (strcmp(word, "--min-scan") == 0) want.min_scan_ms = atoi(value);
        else if (strcmp(word, "--tx-level") == 0) want.tx_level_dbm0 = atof(value);
        else if (strcmp(word, "--max-s") == 0) want.max_s = atof(value);
        else if (strcmp(word, "--tail-ms") == 0) want.tail_ms = atof(value);
        else if (strcmp(word, "--modems") == 0) want.modems = mask_of(word, value, modem_names, modem_values);
        else if (strcmp(word, "--compr") == 0) want.compressions = mask_of(word, value, coding_names, coding_values);
        else if (strcmp(word, "--store") == 0) want.store = mask_of(word, value, coding_names, store_values);
        else if (strcmp(word, "--res") == 0) want.resolutions = mask_of(word, value, resolution_names, resolution_values);
        else if (strcmp(word, "--width") == 0) want.widths = mask_of(word, value, width_names, width_values);
        else if (strcmp(word, "--pages") == 0) {
            if (sscanf(value, "%d-%d", &want.first_page, &want.last_page) != 2 || want.first_page < 1)
                usage("--pages takes FIRST-LAST, not '%s'", value);
            want.first_page--;
            want.last_page--;
        }
        else usage("%s is unknown", word);
    }
    if (want.file == NULL)
        usage("--send FILE.tif or --receive FILE.tif is needed");
    if (want.sending && access(want.file, R_OK) != 0)
        usage("%s cannot be read", want.file);
    want.caller = want.role < 0 ? want.sending : want.role == 1;
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
    usage("no modem of --modems is as slow as %d bit/s", want.max_rate);
}

static int on_phase_b(t30_state_t *t30, void *user, int fcf)
{
    const char *ident = t30_get_rx_ident(t30);

    (void) user;
    if (want.trace)
        fprintf(stderr, "phase B: %s, fallback %d\n", t30_frametype(fcf), t30->current_fallback);
    if (want.caller && (fcf & 0xFE) == T30_DIS)
        limit_rate(t30);
    if (ident != NULL)
        snprintf(saw.far_ident, sizeof saw.far_ident, "%s", ident);
    return T30_ERR_OK;
}

static int on_phase_d(t30_state_t *t30, void *user, int fcf)
{
    t30_stats_t stats;

    (void) user;
    (void) fcf;
    t30_get_transfer_statistics(t30, &stats);
    saw.bytes += stats.image_size;
    saw.bad_rows += stats.bad_rows;
    return T30_ERR_OK;
}

static void on_phase_e(t30_state_t *t30, void *user, int code)
{
    const char *ident = t30_get_rx_ident(t30);

    (void) user;
    saw.code = code;
    saw.over = true;
    if (ident != NULL)
        snprintf(saw.far_ident, sizeof saw.far_ident, "%s", ident);
}

/* Counts what came and went; the lowest bit of an FCF only says which side sent it. */
static void on_frame(t30_state_t *t30, void *user, int incoming, const uint8_t *frame, int length)
{
    int i;

    (void) user;
    if (length < 3)
        return;
    switch (frame[2] & 0xFE) {
    case T30_FTT: saw.retrains++; break;
    case T30_RTN: saw.rtn++; break;
    case T30_PPR: saw.ppr++; break;
    }
    if (want.trace) {
        fprintf(stderr, "%s %s", incoming ? "<" : ">", t30_frametype(frame[2]));
        for (i = 0; i < length && i < 40; i++)
            fprintf(stderr, " %02X", frame[i]);
        fputc('\n', stderr);
    }
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

static bool write_all(const uint8_t *from, size_t length)
{
    while (length > 0) {
        ssize_t put = write(STDOUT_FILENO, from, length);
        if (put <= 0)
            return false;
        from += put;
        length -= (size_t) put;
    }
    return true;
}

static FILE *recording(const char *name)
{
    char path[4096];
    FILE *file;

    if (want.record == NULL)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", want.record, name);
    if ((file = fopen(path, "wb")) == NULL)
        usage("%s cannot be written", path);
    return file;
}

static fax_state_t *terminal(void)
{
    fax_state_t *fax = fax_init(NULL, want.caller);
    t30_state_t *t30;
    int features = 0;

    if (fax == NULL)
        usage("spandsp gives no terminal");
    t30 = fax_get_t30_state(fax);
    fax_set_transmit_on_idle(fax, TRUE);
    fax_set_tep_mode(fax, want.tep);
    if (want.trace) {
        span_log_set_message_handler(fax_get_logging_state(fax), on_log);
        span_log_set_level(fax_get_logging_state(fax), SPAN_LOG_SHOW_PROTOCOL | SPAN_LOG_SHOW_SAMPLE_TIME | SPAN_LOG_FLOW);
        span_log_set_message_handler(t30_get_logging_state(t30), on_log);
        span_log_set_level(t30_get_logging_state(t30), SPAN_LOG_SHOW_PROTOCOL | SPAN_LOG_SHOW_SAMPLE_TIME | SPAN_LOG_FLOW);
    }
    t30_set_supported_modems(t30, want.modems);
    t30_set_supported_compressions(t30, want.compressions);
    t30_set_supported_resolutions(t30, want.resolutions | T30_SUPPORT_R8_RESOLUTION | T30_SUPPORT_300_300_RESOLUTION
                                           | T30_SUPPORT_400_400_RESOLUTION | T30_SUPPORT_R16_RESOLUTION);
    t30_set_supported_image_sizes(t30, want.widths | T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_A4_LENGTH
                                           | T30_SUPPORT_B4_LENGTH | T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH);
    t30_set_ecm_capability(t30, want.ecm);
    t30_set_rx_encoding(t30, want.store);
    if (want.min_scan_ms > 0) t30_set_minimum_scan_line_time(t30, want.min_scan_ms);
    if (want.ident != NULL) t30_set_tx_ident(t30, want.ident);
    if (want.header != NULL) t30_set_tx_page_header_info(t30, want.header);
    if (want.sub != NULL) { t30_set_tx_sub_address(t30, want.sub); features |= T30_SUPPORT_SUB_ADDRESSING; }
    if (want.sep != NULL) { t30_set_tx_selective_polling_address(t30, want.sep); features |= T30_SUPPORT_SELECTIVE_POLLING; }
    if (want.sid != NULL) { t30_set_tx_sender_ident(t30, want.sid); features |= T30_SUPPORT_IDENTIFICATION; }
    if (want.pwd != NULL) { t30_set_tx_password(t30, want.pwd); features |= T30_SUPPORT_IDENTIFICATION; }
    if (features != 0) t30_set_supported_t30_features(t30, features);
    if (want.sending)
        t30_set_tx_file(t30, want.file, want.first_page, want.last_page);
    else
        t30_set_rx_file(t30, want.file, -1);
    t30_set_phase_b_handler(t30, on_phase_b, NULL);
    t30_set_phase_d_handler(t30, on_phase_d, NULL);
    t30_set_phase_e_handler(t30, on_phase_e, NULL);
    t30_set_real_time_frame_handler(t30, on_frame, NULL);
    return fax;
}

static void print_json_string(const char *key, const char *text)
{
    fprintf(stderr, "\"%s\":\"", key);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(stderr, "\\%c", *text);
        else if ((unsigned char) *text < 0x20)
            fprintf(stderr, "\\u%04x", *text);
        else
            fputc(*text, stderr);
    }
    fputs("\",", stderr);
}

static int report(fax_state_t *fax, long blocks)
{
    static const char *const codings[] = {"none", "MH", "MR", "MMR", "T.85", "T.85"};
    t30_stats_t stats;
    bool ok = saw.over && saw.code == T30_ERR_OK;
    int encoding;

    t30_get_transfer_statistics(fax_get_t30_state(fax), &stats);
    encoding = stats.encoding >= 0 && stats.encoding < 6 ? stats.encoding : 0;
    fprintf(stderr, "{\"ok\":%s,", ok ? "true" : "false");
    print_json_string("text", saw.over ? t30_completion_code_to_str(saw.code) : "The call ended before the fax did");
    print_json_string("far_ident", saw.far_ident);
    fprintf(stderr, "\"pages\":%d,\"rate\":%d,\"ecm\":%s,\"compression\":\"%s\",\"resolution\":\"%s\",",
            want.sending ? stats.pages_tx : stats.pages_rx, stats.bit_rate, stats.error_correcting_mode ? "true" : "false",
            codings[encoding], stats.y_resolution > 12000 ? "superfine" : stats.y_resolution > 6000 ? "fine" : "standard");
    fprintf(stderr, "\"retrains\":%d,\"rtn\":%d,\"ppr\":%d,\"bad_rows\":%d,\"bytes\":%ld,\"line_s\":%.2f,\"cpu_s\":%.3f}\n",
            saw.retrains, saw.rtn, saw.ppr, saw.bad_rows, saw.bytes, (double) blocks * BLOCK / RATE,
            (double) clock() / CLOCKS_PER_SEC);
    return ok ? 0 : 1;
}

/* Hears a recording from its beginning to its end, says what it says to nobody, and prints the time on the processor. */
static int replay(void)
{
    static int16_t samples[BLOCK], *heard;
    FILE *file = fopen(want.replay, "rb");
    struct timespec begin, end;
    fax_state_t *fax;
    long length, at;

    if (file == NULL)
        usage("%s cannot be read", want.replay);
    fseek(file, 0, SEEK_END);
    length = ftell(file) / (long) sizeof *heard;
    rewind(file);
    heard = malloc((size_t) length * sizeof *heard + 1);
    if (heard == NULL || fread(heard, sizeof *heard, (size_t) length, file) != (size_t) length)
        usage("%s cannot be read", want.replay);
    fclose(file);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    fax = terminal();
    for (at = 0; at + BLOCK <= length; at += BLOCK) {
        fax_rx(fax, heard + at, BLOCK);
        memset(samples, 0, sizeof samples);
        fax_tx(fax, samples, BLOCK);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    fprintf(stderr, "{\"ok\":%s,\"cpu_us\":%.0f}\n", saw.over && saw.code == T30_ERR_OK ? "true" : "false",
            (double) (end.tv_sec - begin.tv_sec) * 1e6 + (double) (end.tv_nsec - begin.tv_nsec) / 1e3);
    fax_release(fax);
    fax_free(fax);
    return saw.over && saw.code == T30_ERR_OK ? 0 : 1;
}

int main(int count, char **words)
{
    fax_state_t *fax;
    FILE *heard_file, *said_file;
    int16_t samples[BLOCK];
    double gain;
    long blocks = 0, tail = 0;
    int got, i, status;

    read_options(count, words);
    if (want.replay != NULL)
        return replay();
    gain = pow(10.0, (want.tx_level_dbm0 - TRANSMIT_DBM0) / 20.0);
    heard_file = recording("heard.s16");
    said_file = recording("said.s16");
    fax = terminal();

    while (read_all((uint8_t *) samples, sizeof samples)) {
        blocks++;
        if (heard_file != NULL)
            fwrite(samples, sizeof samples, 1, heard_file);
        fax_rx(fax, samples, BLOCK);
        memset(samples, 0, sizeof samples);
        got = fax_tx(fax, samples, BLOCK);
        for (i = 0; i < got; i++) {
            double sample = samples[i] * gain;
            samples[i] = sample > 32767.0 ? 32767 : sample < -32768.0 ? -32768 : (int16_t) lrint(sample);
        }
        if (said_file != NULL)
            fwrite(samples, sizeof samples, 1, said_file);
        if (!write_all((const uint8_t *) samples, sizeof samples))
            break;
        if (saw.over && (double) ++tail * BLOCK * 1000 / RATE >= want.tail_ms)
            break;
        if (want.max_s > 0 && (double) blocks * BLOCK / RATE >= want.max_s)
            break;
    }
    if (!saw.over)
        t30_terminate(fax_get_t30_state(fax));
    status = report(fax, blocks);
    fax_release(fax);
    fax_free(fax);
    if (heard_file != NULL) fclose(heard_file);
    if (said_file != NULL) fclose(said_file);
    return status;
}
