/* The common code of sp_fax and sp_t38: a terminal of spandsp with the options of the command line, up to its T.30.
 *
 * The including file defines PROGRAM, its name, and the function own_option.
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

enum { BLOCK = 160, RATE = 8000 };

/* The order in which 0.0.6 falls back, as seen in its DCS frames; --max-rate starts further down. */
static const struct { int modem; int bps; } LADDER[] = {
    {T30_SUPPORT_V17, 14400}, {T30_SUPPORT_V17, 12000}, {T30_SUPPORT_V17, 9600}, {T30_SUPPORT_V29, 9600},
    {T30_SUPPORT_V17, 7200},  {T30_SUPPORT_V29, 7200},  {T30_SUPPORT_V27TER, 4800}, {T30_SUPPORT_V27TER, 2400},
};

static struct {
    const char *file, *held, *ident, *header, *sub, *sep, *sid, *pwd;
    bool sending, caller, ecm, trace, interrupt;
    int role, modems, compressions, resolutions, widths, store, min_scan_ms, max_rate, first_page, last_page;
} want;

static struct { bool over; int code; char far_ident[32]; } saw;

/* Handles an option of the including program. `value` is the next word, or NULL. Returns the number of used words, or 0 for an unknown option. */
static int own_option(const char *word, const char *value);

static void usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs(PROGRAM ": ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

/* Converts "a,b,c" to the mask of the values of these names. */
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

static bool read_switch(const char *word)
{
    if (strcmp(word, "--caller") == 0) want.role = 1;
    else if (strcmp(word, "--answer") == 0) want.role = 0;
    else if (strcmp(word, "--ecm") == 0) want.ecm = true;
    else if (strcmp(word, "--no-ecm") == 0) want.ecm = false;
    else if (strcmp(word, "--trace") == 0) want.trace = true;
    else if (strcmp(word, "--interrupt") == 0) want.interrupt = true;
    else return false;
    return true;
}

static bool read_value(const char *word, const char *value)
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

    if (strcmp(word, "--send") == 0) { want.file = value; want.sending = true; }
    else if (strcmp(word, "--receive") == 0) { want.file = value; want.sending = false; }
    else if (strcmp(word, "--hold") == 0) want.held = value;
    else if (strcmp(word, "--ident") == 0) want.ident = value;
    else if (strcmp(word, "--header") == 0) want.header = value;
    else if (strcmp(word, "--sub") == 0) want.sub = value;
    else if (strcmp(word, "--sep") == 0) want.sep = value;
    else if (strcmp(word, "--sid") == 0) want.sid = value;
    else if (strcmp(word, "--pwd") == 0) want.pwd = value;
    else if (strcmp(word, "--max-rate") == 0) want.max_rate = atoi(value);
    else if (strcmp(word, "--min-scan") == 0) want.min_scan_ms = atoi(value);
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
    else return false;
    return true;
}

static void read_options(int count, char **words)
{
    int i;

    want.role = -1;
    want.ecm = true;
    want.modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17;
    want.compressions = T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION;
    want.resolutions = T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION | T30_SUPPORT_SUPERFINE_RESOLUTION;
    want.widths = T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH;
    want.store = T4_COMPRESSION_ITU_T6;
    want.first_page = want.last_page = -1;
    for (i = 1; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : NULL;
        int taken = own_option(word, value);

        if (taken == 0)
            taken = read_switch(word) ? 1 : value != NULL && read_value(word, value) ? 2 : 0;
        if (taken == 0)
            usage("%s is unknown or needs a value", word);
        i += taken - 1;
    }
    if (want.file == NULL)
        usage("--send FILE.tif or --receive FILE.tif is needed");
    if (want.sending && access(want.file, R_OK) != 0)
        usage("%s cannot be read", want.file);
    want.caller = want.role < 0 ? want.sending : want.role == 1;
}

static void on_log(int level, const char *text)
{
    (void) level;
    fputs(text, stderr);
}

/* With --trace: a part of the terminal writes its log to stderr. */
static void trace(logging_state_t *log, int more)
{
    if (!want.trace)
        return;
    span_log_set_message_handler(log, on_log);
    span_log_set_level(log, SPAN_LOG_SHOW_PROTOCOL | SPAN_LOG_FLOW | more);
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

static void note_far_ident(t30_state_t *t30)
{
    const char *ident = t30_get_rx_ident(t30);

    if (ident != NULL)
        snprintf(saw.far_ident, sizeof saw.far_ident, "%s", ident);
}

static int on_phase_b(t30_state_t *t30, void *user, int fcf)
{
    (void) user;
    if (want.trace)
        fprintf(stderr, "phase B: %s, fallback %d\n", t30_frametype(fcf), t30->current_fallback);
    if (want.caller && (fcf & 0xFE) == T30_DIS)
        limit_rate(t30);
    note_far_ident(t30);
    return T30_ERR_OK;
}

static void on_phase_e(t30_state_t *t30, void *user, int code)
{
    (void) user;
    saw.code = code;
    saw.over = true;
    note_far_ident(t30);
}

static void set_up(t30_state_t *t30)
{
    int features = 0;

    t30_set_supported_modems(t30, want.modems);
    t30_set_supported_compressions(t30, want.compressions);
    t30_set_supported_resolutions(t30, want.resolutions | T30_SUPPORT_R8_RESOLUTION | T30_SUPPORT_300_300_RESOLUTION
                                           | T30_SUPPORT_400_400_RESOLUTION | T30_SUPPORT_R16_RESOLUTION);
    t30_set_supported_image_sizes(t30, want.widths | T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_A4_LENGTH
                                           | T30_SUPPORT_B4_LENGTH | T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH);
    t30_set_ecm_capability(t30, want.ecm);
    t30_set_rx_encoding(t30, want.store);
    if (want.min_scan_ms > 0) t30_set_minimum_scan_line_time(t30, want.min_scan_ms);
    if (want.interrupt) t30_local_interrupt_request(t30, true);
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
    if (want.held != NULL)
        t30_set_tx_file(t30, want.held, -1, -1);
    t30_set_phase_b_handler(t30, on_phase_b, NULL);
    t30_set_phase_e_handler(t30, on_phase_e, NULL);
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
