// A simulated disk as SQLite and its faults see it.
#ifndef DISK_H
#define DISK_H

#include <pthread.h>
#include <sqlite3.h>

#include "storage.h"

#define SHARED_LOCKS SQLITE_SHM_NLOCK

// The locks on a file and the memory that its users share.
typedef struct {
  int shared;
  const void *reserved, *pending, *exclusive;
  uint8_t **regions;
  size_t regionCount, regionCapacity;
  int users;
  int sharedHolders[SHARED_LOCKS];
  const void *exclusiveHolder[SHARED_LOCKS];
} Locks;

struct SimulatedDisk {
  sqlite3_vfs vfs;
  sqlite3_vfs *base;
  char name[32];
  bool isKnown, sharesMemory;
  pthread_mutex_t mutex;
  Storage storage;
  Locks *locks;
  size_t lockCount, lockCapacity;
  // What was when recording began, and the changes since.
  bool isRecording;
  Storage start;
  Change *changes;
  size_t changeCount, changeCapacity;
  // Changes carried out on a rewound disk.
  size_t carriedOut;
  SimulatedFault fault;
  bool faultLasts, hasFailed;
  uint64_t faultAt, calls;
};

// An open file: what SQLite has of it, the disk, and its place there.
typedef struct {
  sqlite3_file base;
  SimulatedDisk *disk;
  int inode;
  int level;
  bool isTemporary, syncsFolder, usesMemory;
  uint8_t sharedMask, exclusiveMask;
} OpenFile;

typedef enum { CallRead, CallWrite, CallCut, CallSync, CallMake, CallRemove, CallLock, CallMemory, CallLook } Call;

// Whether a call is to fail now; it is counted where the fault concerns it.
bool disk_fails(SimulatedDisk *disk, Call call);
// Carries out a change and records it; returns the file that was made.
int disk_apply(SimulatedDisk *disk, Change change);
Locks *disk_locks(SimulatedDisk *disk, int inode);

int file_lock(sqlite3_file *file, int level);
int file_unlock(sqlite3_file *file, int level);
int file_check_reserved(sqlite3_file *file, int *isReserved);
int file_memory_map(sqlite3_file *file, int region, int size, int extends, void volatile **address);
int file_memory_lock(sqlite3_file *file, int first, int count, int flags);
void file_memory_barrier(sqlite3_file *file);
int file_memory_unmap(sqlite3_file *file, int removes);
extern const sqlite3_io_methods file_methods, file_methods_without_memory;

#endif
