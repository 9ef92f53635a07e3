/* sp_fax: one fax terminal of spandsp on a PCM pipe, for comparing our engine with another one.
 *
 * Reads signed 16-bit little-endian samples at 8000 Hz from stdin and writes the same to stdout, in lockstep blocks of
 * 160 samples, reading first. The sample count is the only clock. The result is one line of JSON on stderr. With --replay FILE it
 * processes a recording of such samples instead, as fast as possible, and reports the CPU time.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_fax sp_fax.c -lspandsp -ltiff -lm
 */

#define PROGRAM "sp_fax"
#include "sp_terminal.h"

enum { TRANSMIT_DBM0 = -14 };

static const char *record_folder, *replayed;
static bool tep;
static double tx_level_dbm0 = TRANSMIT_DBM0, max_s, tail_ms = 200;

static struct { int retrains, rtn, ppr, bad_rows; long bytes; } count;

static int own_option(const char *word, const char *value)
{
    if (strcmp(word, "--tep") == 0) { tep = true; return 1; }
    if (value == NULL) return 0;
    if (strcmp(word, "--record") == 0) record_folder = value;
    else if (strcmp(word, "--replay") == 0) replayed = value;
    else if (strcmp(word, "--tx-level") == 0) tx_level_dbm0 = atof(value);
    else if (strcmp(word, "--max-s") == 0) max_s = atof(value);
    else if (strcmp(word, "--tail-ms") == 0) tail_ms = atof(value);
    else return 0;
    return 2;
}

static int on_phase_d(t30_state_t *t30, void *user, int fcf)
{
    t30_stats_t stats;

    (void) user;
    (void) fcf;
    t30_get_transfer_statistics(t30, &stats);
    count.bytes += stats.image_size;
    count.bad_rows += stats.bad_rows;
    return T30_ERR_OK;
}

/* Counts received and sent frames. The lowest bit of an FCF only says which side sent it. */
static void on_frame(t30_state_t *t30, void *user, int incoming, const uint8_t *frame, int length)
{
    int i;

    (void) user;
    if (length < 3)
        return;
    switch (frame[2] & 0xFE) {
    case T30_FTT: count.retrains++; break;
    case T30_RTN: count.rtn++; break;
    case T30_PPR: count.ppr++; break;
    }
    if (want.trace) {
        fprintf(stderr, "%s %s", incoming ? "<" : ">", t30_frametype(frame[2]));
        for (i = 0; i < length && i < 40; i++)
            fprintf(stderr, " %02X", frame[i]);
        fputc('\n', stderr);
    }
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

    if (record_folder == NULL)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", record_folder, name);
    if ((file = fopen(path, "wb")) == NULL)
        usage("%s cannot be written", path);
    return file;
}

static fax_state_t *terminal(void)
{
    fax_state_t *fax = fax_init(NULL, want.caller);
    t30_state_t *t30;

    if (fax == NULL)
        usage("spandsp gives no terminal");
    t30 = fax_get_t30_state(fax);
    fax_set_transmit_on_idle(fax, TRUE);
    fax_set_tep_mode(fax, tep);
    trace(fax_get_logging_state(fax), SPAN_LOG_SHOW_SAMPLE_TIME);
    trace(t30_get_logging_state(t30), SPAN_LOG_SHOW_SAMPLE_TIME);
    set_up(t30);
    t30_set_phase_d_handler(t30, on_phase_d, NULL);
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
            count.retrains, count.rtn, count.ppr, count.bad_rows, count.bytes, (double) blocks * BLOCK / RATE,
            (double) clock() / CLOCKS_PER_SEC);
    return ok ? 0 : 1;
}

/* Processes a recording from beginning to end, discards its own output, and prints the CPU time. */
static int replay(void)
{
    static int16_t samples[BLOCK], *heard;
    FILE *file = fopen(replayed, "rb");
    struct timespec begin, end;
    fax_state_t *fax;
    long length, at;

    if (file == NULL)
        usage("%s cannot be read", replayed);
    fseek(file, 0, SEEK_END);
    length = ftell(file) / (long) sizeof *heard;
    rewind(file);
    heard = malloc((size_t) length * sizeof *heard + 1);
    if (heard == NULL || fread(heard, sizeof *heard, (size_t) length, file) != (size_t) length)
        usage("%s cannot be read", replayed);
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

int main(int argc, char **words)
{
    fax_state_t *fax;
    FILE *heard_file, *said_file;
    int16_t samples[BLOCK];
    double gain;
    long blocks = 0, tail = 0;
    int got, i, status;

    read_options(argc, words);
    if (replayed != NULL)
        return replay();
    gain = pow(10.0, (tx_level_dbm0 - TRANSMIT_DBM0) / 20.0);
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
        if (saw.over && (double) ++tail * BLOCK * 1000 / RATE >= tail_ms)
            break;
        if (max_s > 0 && (double) blocks * BLOCK / RATE >= max_s)
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
