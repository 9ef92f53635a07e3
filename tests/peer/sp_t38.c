/* sp_t38: one T.38 terminal of spandsp on a pipe of IFP packets, for comparing our engine with another one.
 *
 * Works in lockstep, in ticks of 20 ms, reading first. Each direction is a stream of frames: a big-endian 16-bit length of the rest,
 * one type octet, the payload. 'I': a big-endian 16-bit sequence number and one IFP packet. 'T': the end of the tick, without payload.
 * The tick count is the only clock. Packets that spandsp requests to be sent several times are sent once, as res_fax_spandsp does.
 * The result is one line of JSON on stderr.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_t38 sp_t38.c -lspandsp -ltiff -lm
 */

#define PROGRAM "sp_t38"
#include "sp_terminal.h"

enum { LONGEST = 4096 };

static bool local_check, unpaced;
static int version, max_ifp = 400;
static int sequence;

static int own_option(const char *word, const char *value)
{
    if (strcmp(word, "--local-check") == 0) { local_check = true; return 1; }
    if (strcmp(word, "--unpaced") == 0) { unpaced = true; return 1; }
    if (value == NULL) return 0;
    if (strcmp(word, "--version") == 0) version = atoi(value);
    else if (strcmp(word, "--max-ifp") == 0) max_ifp = atoi(value);
    else return 0;
    return 2;
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

    t38_set_t38_version(core, version);
    t38_set_max_datagram_size(core, max_ifp);
    if (local_check)
        t38_set_data_rate_management_method(core, T38_DATA_RATE_MANAGEMENT_LOCAL_TCF);
    if (unpaced)
        t38_terminal_set_config(t38, T38_TERMINAL_OPTION_NO_PACING);
    trace(t38_terminal_get_logging_state(t38), 0);
    trace(t38_core_get_logging_state(core), 0);
    trace(t30_get_logging_state(t30), 0);
    set_up(t30);
    return t38;
}

/* Reads packets up to the end of the tick. Returns false if the pipe was closed. */
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
            (double) ticks * BLOCK / RATE);
    t38_terminal_release(t38);
    t38_terminal_free(t38);
    return status;
}
