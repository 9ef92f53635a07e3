/* sp_modem: spandsp's image modems, one signal at a time, for comparing ours with them.
 *
 *   sp_modem send RATE SEED BITS TEP DBM0    writes a signal of BITS random bits: 16-bit little-endian samples at 8000 Hz
 *   sp_modem hear RATE CUTOFF                reads such samples, writes the bits as '0' and '1'; a line of JSON on stderr
 *
 * RATE is 2400 or 4800 (V.27ter), 7200 or 9600 (V.29); TEP is 1 for a talker echo protection tone first. The random bits are
 * those of tests/common/sp_modem.rs. CUTOFF is the level in dBm0 below which spandsp takes what it hears for silence; its fax
 * engine uses -45.5. The JSON tells whether the modem trained and the CPU time it took.
 *
 * Written from the interface of libspandsp 0.0.6 (Debian's libspandsp-dev); it contains none of its code.
 * Build: gcc -O2 -o sp_modem sp_modem.c -lspandsp -ltiff -lm
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <spandsp.h>

enum { BLOCK = 160, BEFORE = 10, AFTER = 15 };

static uint64_t random_state;
static long bits_left;
static bool trained;

static int next_bit(void *user)
{
    (void)user;
    if (bits_left-- <= 0)
        return SIG_STATUS_END_OF_DATA;
    random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return random_state >> 53 & 1;
}

static void hear_bit(void *user, int bit)
{
    (void)user;
    if (bit == SIG_STATUS_TRAINING_SUCCEEDED)
        trained = true;
    else if (bit >= 0)
        putchar('0' + bit);
}

static void write_block(const int16_t *samples, int count)
{
    fwrite(samples, sizeof *samples, (size_t)count, stdout);
}

static void write_silence(int blocks)
{
    static const int16_t silence[BLOCK];

    while (blocks-- > 0)
        write_block(silence, BLOCK);
}

static int send(int rate, bool tep, float dbm0)
{
    int16_t block[BLOCK];
    int count;

    write_silence(BEFORE);
    if (rate >= 7200) {
        v29_tx_state_t *modem = v29_tx_init(NULL, rate, tep, next_bit, NULL);

        v29_tx_power(modem, dbm0);
        while ((count = v29_tx(modem, block, BLOCK)) > 0)
            write_block(block, count);
    } else {
        v27ter_tx_state_t *modem = v27ter_tx_init(NULL, rate, tep, next_bit, NULL);

        v27ter_tx_power(modem, dbm0);
        while ((count = v27ter_tx(modem, block, BLOCK)) > 0)
            write_block(block, count);
    }
    write_silence(AFTER);
    return 0;
}

static int hear(int rate, float cutoff_dbm0)
{
    int16_t block[BLOCK];
    size_t count;
    long samples = 0;
    clock_t began, spent = 0;
    v29_rx_state_t *v29 = rate >= 7200 ? v29_rx_init(NULL, rate, hear_bit, NULL) : NULL;
    v27ter_rx_state_t *v27ter = rate < 7200 ? v27ter_rx_init(NULL, rate, hear_bit, NULL) : NULL;
    int16_t *all = NULL;
    long room = 0, at;

    while ((count = fread(block, sizeof *block, BLOCK, stdin)) > 0) {
        if (samples + BLOCK > room)
            all = realloc(all, (size_t)(room = 2 * room + 65536) * sizeof *all);
        memcpy(all + samples, block, count * sizeof *block);
        samples += (long)count;
    }
    if (v29 != NULL)
        v29_rx_signal_cutoff(v29, cutoff_dbm0);
    else
        v27ter_rx_signal_cutoff(v27ter, cutoff_dbm0);
    began = clock();
    for (at = 0; at < samples; at += BLOCK) {
        int here = samples - at < BLOCK ? (int)(samples - at) : BLOCK;

        if (v29 != NULL)
            v29_rx(v29, all + at, here);
        else
            v27ter_rx(v27ter, all + at, here);
    }
    spent = clock() - began;
    fprintf(stderr, "{\"trained\":%s,\"cpu_us\":%.0f}\n", trained ? "true" : "false", spent * 1e6 / CLOCKS_PER_SEC);
    return 0;
}

int main(int count, char **words)
{
    int rate = count > 2 ? atoi(words[2]) : 0;

    if (rate != 2400 && rate != 4800 && rate != 7200 && rate != 9600) {
        fputs("sp_modem: needs send or hear and a rate\n", stderr);
        return 2;
    }
    if (count == 7 && strcmp(words[1], "send") == 0) {
        random_state = strtoull(words[3], NULL, 10);
        bits_left = atol(words[4]);
        return send(rate, atoi(words[5]) != 0, (float)atof(words[6]));
    }
    if (count == 4 && strcmp(words[1], "hear") == 0)
        return hear(rate, (float)atof(words[3]));
    fputs("sp_modem: send RATE SEED BITS TEP DBM0, or hear RATE CUTOFF\n", stderr);
    return 2;
}
