/* codecs: measures the encoders and decoders of MH, MR and MMR of libtiff and spandsp, on pages from stdin.
 *
 * Each command is a line, followed by its bytes if it has any:
 *
 *   page WIDTH ROWS                         sets the page: rows of packed pixels, 1 is black, ⌈WIDTH/8⌉ bytes each
 *   encode WHO CODING ROUNDS                encodes it ROUNDS times. Prints NANOSECONDS BYTES, and the bytes
 *   decode WHO CODING BYTES ROUNDS          decodes these bytes ROUNDS times. Prints NANOSECONDS SAME
 *
 * WHO is tiff or spandsp, CODING is mh, mr or mmr. NANOSECONDS is the CPU time of the fastest round, for the coding only: files are in
 * memory, and opening and closing them does not count. SAME is 1 if the decoded page equals the page. In coded bytes, the first bit of
 * the line is the highest bit for libtiff and the lowest bit for spandsp, which is the fastest for each.
 *
 * Written from the interfaces of libtiff and of libspandsp 0.0.6; it contains none of their code.
 * Build: gcc -O2 -o codecs codecs.c -lspandsp -ltiff -lm
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

enum { MH, MR, MMR };

/* The vertical resolution, in dots per inch and per metre: fine, with which both code every fourth row of MR one-dimensionally. */
enum { DPI = 196, DOTS_A_METRE = 7700 };

static struct {
    int width, rows, stride;
    uint8_t *pixels;
} page;

/* A file in memory. */
static struct {
    uint8_t *bytes;
    size_t length, room, at;
} memory;

static struct {
    uint8_t *bytes;
    size_t length, room;
} coded;

static void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("codecs: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void want_coded(size_t room)
{
    if (coded.room < room && (coded.bytes = realloc(coded.bytes, coded.room = room)) == NULL)
        fail("no memory");
}

/* The file functions for libtiff. */

static tmsize_t memory_read(thandle_t handle, void *to, tmsize_t length)
{
    size_t left = memory.at < memory.length ? memory.length - memory.at : 0;

    (void) handle;
    if ((size_t) length > left)
        length = (tmsize_t) left;
    memcpy(to, memory.bytes + memory.at, (size_t) length);
    memory.at += (size_t) length;
    return length;
}

static tmsize_t memory_write(thandle_t handle, void *from, tmsize_t length)
{
    size_t end = memory.at + (size_t) length;

    (void) handle;
    if (end > memory.room && (memory.bytes = realloc(memory.bytes, memory.room = 2 * end)) == NULL)
        fail("no memory");
    memcpy(memory.bytes + memory.at, from, (size_t) length);
    memory.at = end;
    if (end > memory.length)
        memory.length = end;
    return length;
}

static toff_t memory_seek(thandle_t handle, toff_t to, int from)
{
    (void) handle;
    memory.at = (size_t) to + (from == SEEK_CUR ? memory.at : from == SEEK_END ? memory.length : 0);
    return memory.at;
}

static int memory_close(thandle_t handle)
{
    (void) handle;
    return 0;
}

static toff_t memory_size(thandle_t handle)
{
    (void) handle;
    return memory.length;
}

static TIFF *open_tiff(const char *mode)
{
    TIFF *tiff = TIFFClientOpen("page", mode, NULL, memory_read, memory_write, memory_seek, memory_close, memory_size, NULL, NULL);

    if (tiff == NULL)
        fail("libtiff gives no file");
    return tiff;
}

static void describe(TIFF *tiff, int coding)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.rows);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page.rows);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 204.0);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double) DPI);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, coding == MMR ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
    if (coding != MMR)
        TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, coding == MR ? GROUP3OPT_2DENCODING : 0);
}

static int64_t tiff_encode(int coding)
{
    TIFF *tiff;
    tmsize_t length = (tmsize_t) page.stride * page.rows;
    uint8_t *copy = malloc((size_t) length);
    uint64_t *places, *lengths;
    int64_t began, spent;

    /* libtiff may change its input. */
    memcpy(copy, page.pixels, (size_t) length);
    memory.length = memory.at = 0;
    tiff = open_tiff("w");
    describe(tiff, coding);
    began = now_ns();
    if (TIFFWriteEncodedStrip(tiff, 0, copy, length) != length || !TIFFFlushData(tiff))
        fail("libtiff does not encode");
    spent = now_ns() - began;
    if (!TIFFGetField(tiff, TIFFTAG_STRIPOFFSETS, &places) || !TIFFGetField(tiff, TIFFTAG_STRIPBYTECOUNTS, &lengths))
        fail("libtiff does not say where its strip is");
    want_coded(lengths[0]);
    coded.length = lengths[0];
    memcpy(coded.bytes, memory.bytes + places[0], coded.length);
    TIFFClose(tiff);
    free(copy);
    return spent;
}

static int64_t tiff_decode(int coding, bool *same)
{
    TIFF *tiff;
    tmsize_t length = (tmsize_t) page.stride * page.rows;
    uint8_t *pixels = malloc((size_t) length);
    int64_t began, spent;

    memory.length = memory.at = 0;
    tiff = open_tiff("w");
    describe(tiff, coding);
    if (TIFFWriteRawStrip(tiff, 0, coded.bytes, (tmsize_t) coded.length) != (tmsize_t) coded.length)
        fail("libtiff does not write");
    TIFFClose(tiff);
    memory.at = 0;
    tiff = open_tiff("rm");
    began = now_ns();
    if (TIFFReadEncodedStrip(tiff, 0, pixels, length) != length)
        fail("libtiff does not decode");
    spent = now_ns() - began;
    *same = memcmp(pixels, page.pixels, (size_t) length) == 0;
    TIFFClose(tiff);
    free(pixels);
    return spent;
}

static int spandsp_coding(int coding)
{
    return coding == MH ? T4_COMPRESSION_ITU_T4_1D : coding == MR ? T4_COMPRESSION_ITU_T4_2D : T4_COMPRESSION_ITU_T6;
}

/* spandsp requires a file, but does not use it, because handlers read and write the rows. */
static const char *spandsp_file(void)
{
    static char path[] = "/tmp/codecs-XXXXXX";
    static bool there;

    if (!there) {
        TIFF *tiff;
        int file = mkstemp(path);

        if (file < 0 || (tiff = TIFFFdOpen(file, path, "w")) == NULL)
            fail("%s cannot be written", path);
        describe(tiff, MMR);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
        TIFFWriteEncodedStrip(tiff, 0, page.pixels, (tmsize_t) page.stride * page.rows);
        TIFFClose(tiff);
        there = true;
    }
    return path;
}

static int next_row;
static bool all_same;

static int read_row(void *user, uint8_t *row, size_t length)
{
    (void) user;
    if (next_row >= page.rows)
        return 0;
    memcpy(row, page.pixels + (size_t) next_row++ * page.stride, length);
    return (int) length;
}

/* Compares a decoded row, which is as fast as copying it. A row of length 0 is the end. */
static int write_row(void *user, const uint8_t *row, size_t length)
{
    (void) user;
    if (length == 0)
        return 0;
    if (next_row >= page.rows || memcmp(row, page.pixels + (size_t) next_row * page.stride, length) != 0)
        all_same = false;
    next_row++;
    return 0;
}

static int64_t spandsp_encode(int coding)
{
    t4_tx_state_t *encoder = t4_tx_init(NULL, spandsp_file(), -1, -1);
    int64_t began, spent;
    int length;

    if (encoder == NULL)
        fail("spandsp gives no encoder");
    want_coded(4 * (size_t) page.stride * (size_t) page.rows + 65536);
    t4_tx_set_row_read_handler(encoder, read_row, NULL);
    t4_tx_set_tx_encoding(encoder, spandsp_coding(coding));
    next_row = 0;
    began = now_ns();
    if (t4_tx_start_page(encoder) != 0 || (length = t4_tx_get_chunk(encoder, coded.bytes, (int) coded.room)) <= 0)
        fail("spandsp does not encode");
    spent = now_ns() - began;
    coded.length = (size_t) length;
    t4_tx_free(encoder);
    return spent;
}

static int64_t spandsp_decode(int coding, bool *same)
{
    char path[] = "/tmp/codecs-XXXXXX";
    int file = mkstemp(path);
    t4_rx_state_t *decoder;
    int64_t began, spent;

    if (file < 0 || (decoder = t4_rx_init(NULL, path, T4_COMPRESSION_ITU_T6)) == NULL)
        fail("spandsp gives no decoder");
    close(file);
    t4_rx_set_rx_encoding(decoder, spandsp_coding(coding));
    t4_rx_set_image_width(decoder, page.width);
    t4_rx_set_y_resolution(decoder, DOTS_A_METRE);
    t4_rx_set_row_write_handler(decoder, write_row, NULL);
    next_row = 0;
    all_same = true;
    began = now_ns();
    t4_rx_start_page(decoder);
    t4_rx_put_chunk(decoder, coded.bytes, (int) coded.length);
    t4_rx_end_page(decoder);
    spent = now_ns() - began;
    *same = all_same && next_row == page.rows;
    t4_rx_free(decoder);
    unlink(path);
    return spent;
}

static void read_bytes(uint8_t *to, size_t length)
{
    if (fread(to, 1, length, stdin) != length)
        fail("the bytes of a command are missing");
}

static int coding_of(const char *word)
{
    if (strcmp(word, "mh") == 0) return MH;
    if (strcmp(word, "mr") == 0) return MR;
    if (strcmp(word, "mmr") == 0) return MMR;
    fail("'%s' is no coding", word);
    return 0;
}

static bool is_tiff(const char *word)
{
    if (strcmp(word, "tiff") != 0 && strcmp(word, "spandsp") != 0)
        fail("'%s' is neither tiff nor spandsp", word);
    return strcmp(word, "tiff") == 0;
}

int main(void)
{
    char line[200], who[20], coding[20];
    long length, rounds;

    TIFFSetWarningHandler(NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        int64_t best = INT64_MAX, spent;
        bool same = true;

        if (sscanf(line, "page %d %d", &page.width, &page.rows) == 2) {
            page.stride = (page.width + 7) / 8;
            if ((page.pixels = realloc(page.pixels, (size_t) page.stride * (size_t) page.rows)) == NULL)
                fail("no memory");
            read_bytes(page.pixels, (size_t) page.stride * (size_t) page.rows);
            continue;
        }
        if (sscanf(line, "encode %19s %19s %ld", who, coding, &rounds) == 3) {
            while (rounds-- > 0) {
                spent = is_tiff(who) ? tiff_encode(coding_of(coding)) : spandsp_encode(coding_of(coding));
                if (spent < best)
                    best = spent;
            }
            printf("%lld %zu\n", (long long) best, coded.length);
            fwrite(coded.bytes, 1, coded.length, stdout);
        } else if (sscanf(line, "decode %19s %19s %ld %ld", who, coding, &length, &rounds) == 4) {
            want_coded((size_t) length);
            coded.length = (size_t) length;
            read_bytes(coded.bytes, coded.length);
            while (rounds-- > 0) {
                bool now_same;

                spent = is_tiff(who) ? tiff_decode(coding_of(coding), &now_same) : spandsp_decode(coding_of(coding), &now_same);
                same = same && now_same;
                if (spent < best)
                    best = spent;
            }
            printf("%lld %d\n", (long long) best, same);
        } else {
            fail("'%s' is no command", line);
        }
        fflush(stdout);
    }
    unlink(spandsp_file());
    return 0;
}
