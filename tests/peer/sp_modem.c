/* sp_modem: runs spandsp's image modems on single signals, to compare our modems with them.
 *
 *   sp_modem send MODEM RATE SEED BITS TEP DBM0    writes a signal of BITS random bits: 16-bit little-endian samples, 8000 Hz
 *   sp_modem hear MODEM RATE CUTOFF                reads such samples, writes the bits as '0' and '1'; a line of JSON on stderr
 *   sp_modem say MODEM RATE SEED BITS COUNT DBM0   writes the signals of a call: COUNT of them, each of the same BITS random bits
 *   sp_modem series MODEM RATE CUTOFF              reads the signals of a call, writes the bits of each behind a '|'
 *
 * In a call the first signal of v17 has the long training, all others have the short one.
 *
 * MODEM is v27ter, v29, v17 or v17short. With v17short there are two signals: one of 300 random bits with the long training, and
 * after 400 ms the requested one with the short training. If TEP is 1, a talker echo protection tone precedes the signal. The random
 * bits are those of tests/kit/src/sp_modem.rs. CUTOFF is the level in dBm0 below which spandsp takes the input for silence; its fax
 * engine uses -45.5. The JSON has the number of trainings and the CPU time.
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

enum { BLOCK = 160, BEFORE = 10, BETWEEN = 20, AFTER = 15, LONG_BITS = 300 };

static uint64_t random_state;
static long bits_left;
static int trained;
static bool carrier_gone;

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
        trained++;
    else if (bit == SIG_STATUS_CARRIER_DOWN)
        carrier_gone = true;
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

static int send(const char *name, int rate, bool tep, float dbm0)
{
    int16_t block[BLOCK];
    int count;

    write_silence(BEFORE);
    if (strncmp(name, "v17", 3) == 0) {
        v17_tx_state_t *modem = v17_tx_init(NULL, rate, tep, next_bit, NULL);

        v17_tx_power(modem, dbm0);
        if (strcmp(name, "v17short") == 0) {
            long after = bits_left;

            bits_left = LONG_BITS;
            while ((count = v17_tx(modem, block, BLOCK)) > 0)
                write_block(block, count);
            write_silence(BETWEEN);
            bits_left = after;
            v17_tx_restart(modem, rate, tep, true);
        }
        while ((count = v17_tx(modem, block, BLOCK)) > 0)
            write_block(block, count);
    } else if (strcmp(name, "v29") == 0) {
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

static int hear(const char *name, int rate, float cutoff_dbm0)
{
    int16_t block[BLOCK];
    size_t count;
    long samples = 0;
    clock_t began, spent = 0;
    v17_rx_state_t *v17 = strncmp(name, "v17", 3) == 0 ? v17_rx_init(NULL, rate, hear_bit, NULL) : NULL;
    v29_rx_state_t *v29 = strcmp(name, "v29") == 0 ? v29_rx_init(NULL, rate, hear_bit, NULL) : NULL;
    v27ter_rx_state_t *v27ter = strcmp(name, "v27ter") == 0 ? v27ter_rx_init(NULL, rate, hear_bit, NULL) : NULL;
    int16_t *all = NULL;
    long room = 0, at;
    bool goes_short = strcmp(name, "v17short") == 0;

    while ((count = fread(block, sizeof *block, BLOCK, stdin)) > 0) {
        if (samples + BLOCK > room)
            all = realloc(all, (size_t)(room = 2 * room + 65536) * sizeof *all);
        memcpy(all + samples, block, count * sizeof *block);
        samples += (long)count;
    }
    if (v17 != NULL)
        v17_rx_signal_cutoff(v17, cutoff_dbm0);
    else if (v29 != NULL)
        v29_rx_signal_cutoff(v29, cutoff_dbm0);
    else
        v27ter_rx_signal_cutoff(v27ter, cutoff_dbm0);
    began = clock();
    for (at = 0; at < samples; at += BLOCK) {
        int here = samples - at < BLOCK ? (int)(samples - at) : BLOCK;

        if (v17 != NULL)
            v17_rx(v17, all + at, here);
        else if (v29 != NULL)
            v29_rx(v29, all + at, here);
        else
            v27ter_rx(v27ter, all + at, here);
        if (goes_short && carrier_gone) {
            /* The requested signal follows. */
            putchar('|');
            v17_rx_restart(v17, rate, true);
            goes_short = false;
        }
    }
    spent = clock() - began;
    fprintf(stderr, "{\"trained\":%d,\"cpu_us\":%.0f}\n", trained, spent * 1e6 / CLOCKS_PER_SEC);
    return 0;
}

/* A modem in one direction: one of the three. */
static struct { v17_rx_state_t *v17; v29_rx_state_t *v29; v27ter_rx_state_t *v27ter; } ear;
static struct { v17_tx_state_t *v17; v29_tx_state_t *v29; v27ter_tx_state_t *v27ter; } mouth;

static void ear_restart(int rate)
{
    if (ear.v17 != NULL)
        v17_rx_restart(ear.v17, rate, true);
    else if (ear.v29 != NULL)
        v29_rx_restart(ear.v29, rate, false);
    else
        v27ter_rx_restart(ear.v27ter, rate, false);
}

static void ear_take(const int16_t *samples, int count)
{
    if (ear.v17 != NULL)
        v17_rx(ear.v17, samples, count);
    else if (ear.v29 != NULL)
        v29_rx(ear.v29, samples, count);
    else
        v27ter_rx(ear.v27ter, samples, count);
}

static int hear_series(const char *name, int rate, float cutoff_dbm0)
{
    int16_t block[BLOCK];
    size_t count;

    if (strcmp(name, "v17") == 0)
        v17_rx_signal_cutoff(ear.v17 = v17_rx_init(NULL, rate, hear_bit, NULL), cutoff_dbm0);
    else if (strcmp(name, "v29") == 0)
        v29_rx_signal_cutoff(ear.v29 = v29_rx_init(NULL, rate, hear_bit, NULL), cutoff_dbm0);
    else
        v27ter_rx_signal_cutoff(ear.v27ter = v27ter_rx_init(NULL, rate, hear_bit, NULL), cutoff_dbm0);
    putchar('|');
    while ((count = fread(block, sizeof *block, BLOCK, stdin)) > 0) {
        ear_take(block, (int)count);
        if (carrier_gone) {
            carrier_gone = false;
            putchar('|');
            ear_restart(rate);
        }
    }
    return 0;
}

static int mouth_give(int16_t *block)
{
    if (mouth.v17 != NULL)
        return v17_tx(mouth.v17, block, BLOCK);
    if (mouth.v29 != NULL)
        return v29_tx(mouth.v29, block, BLOCK);
    return v27ter_tx(mouth.v27ter, block, BLOCK);
}

static int say_series(const char *name, int rate, long bits, int signals, float dbm0)
{
    int16_t block[BLOCK];
    int count;
    uint64_t seed = random_state;

    write_silence(BEFORE);
    for (int signal = 0; signal < signals; signal++) {
        random_state = seed;
        bits_left = bits;
        if (strcmp(name, "v17") == 0) {
            mouth.v17 = v17_tx_init(mouth.v17, rate, false, next_bit, NULL);
            v17_tx_power(mouth.v17, dbm0);
            v17_tx_restart(mouth.v17, rate, false, signal > 0);
        } else if (strcmp(name, "v29") == 0) {
            mouth.v29 = v29_tx_init(mouth.v29, rate, false, next_bit, NULL);
            v29_tx_power(mouth.v29, dbm0);
        } else {
            mouth.v27ter = v27ter_tx_init(mouth.v27ter, rate, false, next_bit, NULL);
            v27ter_tx_power(mouth.v27ter, dbm0);
        }
        while ((count = mouth_give(block)) > 0)
            write_block(block, count);
        write_silence(BETWEEN);
    }
    return 0;
}

int main(int count, char **words)
{
    static const char *modems[] = { "v27ter", "v29", "v17", "v17short" };
    int rate = count > 3 ? atoi(words[3]) : 0, known = 0;

    for (int i = 0; count > 3 && i < 4; i++)
        known |= strcmp(words[2], modems[i]) == 0;
    if (!known || rate < 2400 || rate > 14400) {
        fputs("sp_modem: needs send or hear, a modem and a rate\n", stderr);
        return 2;
    }
    if (count == 8 && strcmp(words[1], "send") == 0) {
        random_state = strtoull(words[4], NULL, 10);
        bits_left = atol(words[5]);
        return send(words[2], rate, atoi(words[6]) != 0, (float)atof(words[7]));
    }
    if (count == 5 && strcmp(words[1], "hear") == 0)
        return hear(words[2], rate, (float)atof(words[4]));
    if (count == 8 && strcmp(words[1], "say") == 0) {
        random_state = strtoull(words[4], NULL, 10);
        return say_series(words[2], rate, atol(words[5]), atoi(words[6]), (float)atof(words[7]));
    }
    if (count == 5 && strcmp(words[1], "series") == 0)
        return hear_series(words[2], rate, (float)atof(words[4]));
    fputs("sp_modem: send MODEM RATE SEED BITS TEP DBM0, or hear MODEM RATE CUTOFF,\n"
          "sp_modem: or say MODEM RATE SEED BITS COUNT DBM0, or series MODEM RATE CUTOFF\n", stderr);
    return 2;
}
