/// A disk in memory that SQLite writes to: it fails where it is told to, and forgets, tears and reorders what was not synced when its power
/// is cut. Each disk is one of SQLite's file systems (VFS) with a name of its own, and knows one folder.
#ifndef SIMULATED_DISK_H
#define SIMULATED_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SimulatedDisk SimulatedDisk;

/// What goes wrong.
typedef enum {
  /// Nothing.
  SimulatedFaultNone = 0,
  /// A call fails, whichever it is; a write then has reached a part of its sectors, and what a sync was to bring down is lost.
  SimulatedFaultError = 1,
  /// There is no room: what makes a file longer fails.
  SimulatedFaultFull = 2,
  /// A sync fails, and what it was to bring down is lost though it can still be read.
  SimulatedFaultSync = 3,
  /// A read fails.
  SimulatedFaultRead = 4,
  /// A lock is not had, as while another program has it.
  SimulatedFaultBusy = 5,
} SimulatedFault;

/// What a cut of the power leaves of that which was not synced.
typedef enum {
  /// All of it: what the kill of a process leaves.
  SimulatedCutKeepsAll = 0,
  /// Nothing.
  SimulatedCutKeepsNone = 1,
  /// Sectors and names by chance, whatever their order was.
  SimulatedCutKeepsSome = 2,
} SimulatedCut;

/// Makes an empty disk and tells SQLite of it. Without shared memory, as disks behind a network are, it takes no write-ahead log.
SimulatedDisk *_Nonnull simulated_disk_make(bool sharesMemory);

/// Takes the disk from SQLite and frees it. No database on it may be open.
void simulated_disk_free(SimulatedDisk *_Nonnull disk);

/// The name that SQLite knows the disk by.
const char *_Nonnull simulated_disk_name(const SimulatedDisk *_Nonnull disk);

/// From now on keeps what is changed, so that any moment of it can be had again with `simulated_disk_replayed`.
void simulated_disk_record(SimulatedDisk *_Nonnull disk);

/// The changes recorded by now: files made, written, cut, synced and removed.
size_t simulated_disk_changes(const SimulatedDisk *_Nonnull disk);

/// Another disk as this one was when recording began; it is brought forward by `simulated_disk_advance`.
SimulatedDisk *_Nonnull simulated_disk_rewound(const SimulatedDisk *_Nonnull disk);

/// Carries out the recorded changes of `source` on a rewound disk up to the `count`th.
void simulated_disk_advance(SimulatedDisk *_Nonnull rewound, const SimulatedDisk *_Nonnull source, size_t count);

/// What is left where the power is cut while the change after those carried out is under way: a disk of its own. `seed` decides what is
/// left to chance.
SimulatedDisk *_Nonnull simulated_disk_cut(
  const SimulatedDisk *_Nonnull rewound, const SimulatedDisk *_Nullable source, SimulatedCut cut, uint64_t seed);

/// Counts the calls that may fail from here on, and lets the `at`th fail, from 0, and `lasts` all after it, in the way of `fault`.
void simulated_disk_fail(SimulatedDisk *_Nonnull disk, SimulatedFault fault, uint64_t at, bool lasts);

/// The calls counted since `simulated_disk_fail` that its fault concerns.
uint64_t simulated_disk_calls(const SimulatedDisk *_Nonnull disk);

/// Whether the fault has come.
bool simulated_disk_failed(const SimulatedDisk *_Nonnull disk);

/// Bytes of a file; below zero where there is none.
int64_t simulated_disk_size(SimulatedDisk *_Nonnull disk, const char *_Nonnull name);

/// A digest of all files with their names.
uint64_t simulated_disk_digest(SimulatedDisk *_Nonnull disk);

/// Opens a database on the disk as a program does and returns the first values of all rows that `sql` gives, each ended by a line feed, to
/// be freed; NULL where that fails, with SQLite's code of it.
char *_Nullable simulated_disk_query(
  SimulatedDisk *_Nonnull disk, const char *_Nonnull name, const char *_Nonnull sql, int *_Nonnull code);

/// The names of all files, each ended by a line feed, to be freed.
char *_Nonnull simulated_disk_files(SimulatedDisk *_Nonnull disk);

#endif
