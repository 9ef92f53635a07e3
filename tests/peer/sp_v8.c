/* sp_v8: either side of spandsp's V.8, on the PCM pipe.
 *
 *   sp_v8 call FUNCTION MODULATIONS [ci]    waits for ANSam, sends CM (with ci: sends CI first), waits for JM, sends CJ
 *   sp_v8 answer FUNCTION MODULATIONS       sends ANSam, waits for CM, sends JM, waits for CJ
 *
 * FUNCTION is the number of a call function in spandsp's terms (4: transmit facsimile, 6: data), MODULATIONS the mask of its
 * modulation modes. 16-bit little-endian samples at 8000 Hz, in lockstep: a block of 160 is read, then one is written. It ends 200 ms
 * after the end of V.8, or at the end of its input, with a line of JSON on stderr: whether V.8 succeeded and how it ended, the
 * negotiated call function and modulation modes, the number of octets for the modes, and the time of the end.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_v8 sp_v8.c -lspandsp -ltiff -lm
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

enum { BLOCK = 160, RATE = 8000, AFTER = RATE / 5 };

static struct { bool over; v8_parms_t result; long at; } saw;
static long now;

static const char *status_name(int status)
{
    switch (status) {
    case V8_STATUS_IN_PROGRESS:
        return "in progress";
    case V8_STATUS_V8_OFFERED:
        return "offered";
    case V8_STATUS_V8_CALL:
        return "agreed";
    case V8_STATUS_NON_V8_CALL:
        return "no V.8";
    default:
        return "failed";
    }
}

static void note(void *user, v8_parms_t *result)
{
    (void)user;
    saw.result = *result;
    if (result->status == V8_STATUS_IN_PROGRESS || result->status == V8_STATUS_V8_OFFERED)
        return;
    if (!saw.over)
        saw.at = now;
    saw.over = true;
}

int main(int argc, char **argv)
{
    int16_t block[BLOCK];
    v8_parms_t parms;
    v8_state_t *v8;
    bool caller = argc > 1 && strcmp(argv[1], "call") == 0;

    if (argc < 4 || (!caller && strcmp(argv[1], "answer") != 0)) {
        fputs("usage: sp_v8 call|answer FUNCTION MODULATIONS [ci]\n", stderr);
        return 2;
    }
    memset(&parms, 0, sizeof parms);
    parms.modem_connect_tone = caller ? MODEM_CONNECT_TONES_NONE : MODEM_CONNECT_TONES_ANSAM_PR;
    parms.send_ci = argc > 4 && strcmp(argv[4], "ci") == 0;
    parms.v92 = -1;
    parms.call_function = atoi(argv[2]);
    parms.modulations = (unsigned int)atoi(argv[3]);
    parms.nsf = -1;
    parms.t66 = -1;
    v8 = v8_init(NULL, caller, &parms, note, NULL);
    if (v8 == NULL)
        return 1;
    while (fread(block, sizeof *block, BLOCK, stdin) == BLOCK) {
        int count;

        v8_rx(v8, block, BLOCK);
        count = v8_tx(v8, block, BLOCK);
        if (count < BLOCK)
            memset(block + count, 0, (size_t)(BLOCK - count) * sizeof *block);
        now += BLOCK;
        if (saw.over && now > saw.at + AFTER)
            break;
        if (fwrite(block, sizeof *block, BLOCK, stdout) != BLOCK)
            break;
        fflush(stdout);
    }
    fprintf(stderr, "{\"ok\":%s,\"status\":\"%s\",\"function\":%d,\"modulations\":%u,\"octets\":%d,\"line_s\":%.2f}\n",
            saw.result.status == V8_STATUS_V8_CALL ? "true" : "false", status_name(saw.result.status), saw.result.call_function,
            saw.result.modulations, v8->modulation_bytes, (double)saw.at / RATE);
    v8_free(v8);
    return 0;
}
