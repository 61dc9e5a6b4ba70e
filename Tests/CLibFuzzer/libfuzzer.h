#ifndef WINDTUNNEL_LIBFUZZER_H
#define WINDTUNNEL_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

// LLVM's documentation of libFuzzer, "Using libFuzzer as a library".
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*user_callback)(const uint8_t *data, size_t size));

#endif
