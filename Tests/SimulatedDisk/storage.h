// What lies on a simulated disk, and what of it has reached the medium.
#ifndef STORAGE_H
#define STORAGE_H

#include "SimulatedDisk.h"

#define SECTOR 512

// A change that has not been synced.
typedef struct {
  int64_t offset;
  // Below zero: the file is cut to `offset`.
  int64_t length;
  uint8_t *bytes;
} Pending;

typedef struct {
  uint8_t *bytes;
  int64_t size, capacity;
} Content;

// A file without its name: as programs see it, and as the medium has it.
typedef struct {
  Content current, durable;
  Pending *pending;
  size_t pendingCount, pendingCapacity;
} Inode;

// A name: the file that programs find, and the one that the folder on the medium leads to; -1 for none.
typedef struct {
  char *name;
  int current, durable;
} Entry;

typedef struct {
  Inode *inodes;
  size_t inodeCount, inodeCapacity;
  Entry *entries;
  size_t entryCount, entryCapacity;
} Storage;

typedef enum { ChangeMake, ChangeWrite, ChangeCut, ChangeSync, ChangeRemove } ChangeKind;

typedef struct {
  ChangeKind kind;
  // Its place in the list of files, or of names for what is made and removed.
  int inode;
  char *name;
  int64_t offset, length;
  uint8_t *bytes;
  // Whether the folder is synced with it.
  bool isFolderSynced;
} Change;

void *grow(void *list, size_t count, size_t *capacity, size_t size);
void storage_copy(Storage *to, const Storage *from);
void storage_free(Storage *storage);
int storage_find(const Storage *storage, const char *name);
// Carries out a change; returns the file that was made, of a change that makes one.
int storage_apply(Storage *storage, const Change *change);
// Loses what waits to be synced of a file, which programs still read.
void storage_forget(Storage *storage, int inode);
// What a cut of the power leaves, with a change under way where it is not NULL.
void storage_cut(Storage *to, const Storage *from, const Change *underWay, SimulatedCut cut, uint64_t seed);
uint64_t storage_digest(const Storage *storage);
int64_t content_read(const Content *content, int64_t offset, void *into, int64_t length);

#endif
