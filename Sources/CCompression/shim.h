#ifndef WINDTUNNEL_CCOMPRESSION_SHIM_H
#define WINDTUNNEL_CCOMPRESSION_SHIM_H
// zlib and libzstd unpack what traces are packed with. Both keep pointers between calls and want structures that do not move; they
// are kept here, so that Swift sees a handle and three functions.
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

// Never defined: Swift gets a pointer that it can do nothing with but hand it back.
struct windtunnel_unpacker;

enum {
  windtunnel_goes_on = 0,
  windtunnel_member_ends = 1,
  windtunnel_damaged = 2,
  windtunnel_window_too_large = 3,
};

struct windtunnel_unpacking {
  size_t consumed;
  size_t produced;
  int status;
};

struct windtunnel_unpacker_state {
  int is_zstd;
  int has_ended;
  z_stream gzip;
  ZSTD_DStream *zstd;
};

// Null where there is no memory.
static inline struct windtunnel_unpacker *windtunnel_unpacker_open(int is_zstd) {
  struct windtunnel_unpacker_state *state = (struct windtunnel_unpacker_state *)calloc(1, sizeof *state);
  if (!state) return 0;
  state->is_zstd = is_zstd;
  if (is_zstd) {
    state->zstd = ZSTD_createDStream();
    if (state->zstd) return (struct windtunnel_unpacker *)state;
  } else if (inflateInit2(&state->gzip, 15 + 16) == Z_OK) {
    return (struct windtunnel_unpacker *)state;
  }
  free(state);
  return 0;
}

static inline struct windtunnel_unpacking windtunnel_unpacker_step(
    struct windtunnel_unpacker *handle, const unsigned char *in, size_t in_count, unsigned char *out, size_t out_count) {
  struct windtunnel_unpacker_state *state = (struct windtunnel_unpacker_state *)handle;
  struct windtunnel_unpacking step = {0, 0, windtunnel_goes_on};
  if (state->is_zstd) {
    ZSTD_inBuffer input = {in, in_count, 0};
    ZSTD_outBuffer output = {out, out_count, 0};
    size_t result = ZSTD_decompressStream(state->zstd, &output, &input);
    step.consumed = input.pos;
    step.produced = output.pos;
    if (ZSTD_isError(result)) {
      step.status = ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge ? windtunnel_window_too_large : windtunnel_damaged;
    } else if (result == 0) {
      step.status = windtunnel_member_ends;
    }
    return step;
  }
  // Members of a gzip file follow one another.
  if (state->has_ended && in_count > 0) {
    inflateReset(&state->gzip);
    state->has_ended = 0;
  }
  state->gzip.next_in = (unsigned char *)in;
  state->gzip.avail_in = (uInt)in_count;
  state->gzip.next_out = out;
  state->gzip.avail_out = (uInt)out_count;
  int result = inflate(&state->gzip, Z_NO_FLUSH);
  step.consumed = in_count - state->gzip.avail_in;
  step.produced = out_count - state->gzip.avail_out;
  if (result == Z_STREAM_END) {
    state->has_ended = 1;
    step.status = windtunnel_member_ends;
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    step.status = windtunnel_damaged;
  }
  return step;
}

static inline void windtunnel_unpacker_close(struct windtunnel_unpacker *handle) {
  struct windtunnel_unpacker_state *state = (struct windtunnel_unpacker_state *)handle;
  if (state->is_zstd) {
    ZSTD_freeDStream(state->zstd);
  } else {
    inflateEnd(&state->gzip);
  }
  free(state);
}
#endif
