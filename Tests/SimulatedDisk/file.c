#include "disk.h"

#include <stdlib.h>
#include <string.h>

#define LOCKED(file)                   \
  OpenFile *opened = (OpenFile *)file; \
  SimulatedDisk *disk = opened->disk;  \
  pthread_mutex_lock(&disk->mutex)

static int done(SimulatedDisk *disk, int result) {
  pthread_mutex_unlock(&disk->mutex);
  return result;
}

static Inode *inode_of(const OpenFile *opened) { return &opened->disk->storage.inodes[opened->inode]; }

static int file_close(sqlite3_file *file) {
  if (((OpenFile *)file)->usesMemory) file_memory_unmap(file, 0);
  file_unlock(file, SQLITE_LOCK_NONE);
  return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *into, int length, sqlite3_int64 offset) {
  LOCKED(file);
  if (!opened->isTemporary && disk_fails(disk, CallRead)) return done(disk, SQLITE_IOERR_READ);
  int64_t read = content_read(&inode_of(opened)->current, offset, into, length);
  if (read == length) return done(disk, SQLITE_OK);
  memset((uint8_t *)into + read, 0, (size_t)(length - read));
  return done(disk, SQLITE_IOERR_SHORT_READ);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
  LOCKED(file);
  bool grows = offset + length > inode_of(opened)->current.size;
  // A disk that is full takes what lies within a file.
  bool fails = !opened->isTemporary && (disk->fault != SimulatedFaultFull || grows) && disk_fails(disk, CallWrite);
  if (fails && disk->fault != SimulatedFaultError) return done(disk, SQLITE_FULL);
  // One that fails has written a part.
  int64_t part = fails ? length / SECTOR / 2 * SECTOR : length;
  disk_apply(
    disk, (Change){.kind = ChangeWrite, .inode = opened->inode, .offset = offset, .length = part, .bytes = (uint8_t *)bytes});
  return done(disk, fails ? SQLITE_IOERR_WRITE : SQLITE_OK);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  LOCKED(file);
  if (!opened->isTemporary && disk_fails(disk, CallCut)) return done(disk, SQLITE_IOERR_TRUNCATE);
  disk_apply(disk, (Change){.kind = ChangeCut, .inode = opened->inode, .offset = size});
  return done(disk, SQLITE_OK);
}

static int file_sync(sqlite3_file *file, int flags) {
  (void)flags;
  LOCKED(file);
  if (!opened->isTemporary && disk_fails(disk, CallSync)) {
    // The system has tried once, and will not again: what it held is taken for written.
    storage_forget(&disk->storage, opened->inode);
    return done(disk, SQLITE_IOERR_FSYNC);
  }
  disk_apply(disk, (Change){.kind = ChangeSync, .inode = opened->inode, .isFolderSynced = opened->syncsFolder});
  opened->syncsFolder = false;
  return done(disk, SQLITE_OK);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  LOCKED(file);
  bool fails = disk_fails(disk, CallLook);
  *size = inode_of(opened)->current.size;
  return done(disk, fails ? SQLITE_IOERR_FSTAT : SQLITE_OK);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  (void)file, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *file) {
  (void)file;
  return SECTOR;
}

// What SQLite takes for granted of the disks of Unix: what lies beside a write is not touched by it.
static int file_characteristics(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// MARK: Locks

static Locks *locks_of(const OpenFile *opened) { return disk_locks(opened->disk, opened->inode); }

int file_lock(sqlite3_file *file, int level) {
  LOCKED(file);
  Locks *locks = locks_of(opened);
  if (opened->level >= level) return done(disk, SQLITE_OK);
  if (!opened->isTemporary && disk_fails(disk, CallLock)) {
    return done(disk, disk->fault == SimulatedFaultBusy ? SQLITE_BUSY : SQLITE_IOERR_LOCK);
  }
  bool isOthers = (locks->pending && locks->pending != opened) || (locks->exclusive && locks->exclusive != opened);
  if (opened->level == SQLITE_LOCK_NONE) {
    if (isOthers) return done(disk, SQLITE_BUSY);
    locks->shared++;
    opened->level = SQLITE_LOCK_SHARED;
    if (level == SQLITE_LOCK_SHARED) return done(disk, SQLITE_OK);
  }
  if (isOthers || (locks->reserved && locks->reserved != opened)) return done(disk, SQLITE_BUSY);
  if (level == SQLITE_LOCK_RESERVED) {
    locks->reserved = opened;
    opened->level = SQLITE_LOCK_RESERVED;
    return done(disk, SQLITE_OK);
  }
  locks->pending = opened;
  opened->level = SQLITE_LOCK_PENDING;
  if (locks->shared > 1) return done(disk, SQLITE_BUSY);
  locks->exclusive = opened;
  opened->level = SQLITE_LOCK_EXCLUSIVE;
  return done(disk, SQLITE_OK);
}

int file_unlock(sqlite3_file *file, int level) {
  LOCKED(file);
  Locks *locks = locks_of(opened);
  if (opened->level <= level) return done(disk, SQLITE_OK);
  if (locks->reserved == opened) locks->reserved = NULL;
  if (locks->pending == opened) locks->pending = NULL;
  if (locks->exclusive == opened) locks->exclusive = NULL;
  if (level == SQLITE_LOCK_NONE) locks->shared--;
  opened->level = level;
  return done(disk, SQLITE_OK);
}

int file_check_reserved(sqlite3_file *file, int *isReserved) {
  LOCKED(file);
  *isReserved = locks_of(opened)->reserved != NULL;
  return done(disk, SQLITE_OK);
}

// MARK: Shared memory

int file_memory_map(sqlite3_file *file, int region, int size, int extends, void volatile **address) {
  LOCKED(file);
  Locks *locks = locks_of(opened);
  *address = NULL;
  if (!opened->usesMemory) {
    opened->usesMemory = true;
    locks->users++;
  }
  if ((size_t)region >= locks->regionCount && !extends) return done(disk, SQLITE_OK);
  if ((size_t)region >= locks->regionCount && disk_fails(disk, CallMemory)) {
    return done(disk, disk->fault == SimulatedFaultFull ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP);
  }
  while (locks->regionCount <= (size_t)region) {
    locks->regions = grow(locks->regions, locks->regionCount, &locks->regionCapacity, sizeof(uint8_t *));
    uint8_t *made = calloc(1, (size_t)size);
    if (!made) abort();
    locks->regions[locks->regionCount++] = made;
  }
  *address = locks->regions[region];
  return done(disk, SQLITE_OK);
}

int file_memory_lock(sqlite3_file *file, int first, int count, int flags) {
  LOCKED(file);
  Locks *locks = locks_of(opened);
  bool isExclusive = flags & SQLITE_SHM_EXCLUSIVE;
  if (flags & SQLITE_SHM_LOCK) {
    if (disk_fails(disk, CallLock)) return done(disk, disk->fault == SimulatedFaultBusy ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK);
    for (int i = first; i < first + count; i++) {
      int others = locks->sharedHolders[i] - (opened->sharedMask >> i & 1);
      bool isTaken = locks->exclusiveHolder[i] && locks->exclusiveHolder[i] != opened;
      if (isTaken || (isExclusive && others > 0)) return done(disk, SQLITE_BUSY);
    }
  }
  for (int i = first; i < first + count; i++) {
    uint8_t bit = (uint8_t)(1 << i);
    if (flags & SQLITE_SHM_LOCK) {
      if (isExclusive) {
        locks->exclusiveHolder[i] = opened;
        opened->exclusiveMask |= bit;
      } else if (!(opened->sharedMask & bit)) {
        locks->sharedHolders[i]++;
        opened->sharedMask |= bit;
      }
    } else {
      if (opened->exclusiveMask & bit) locks->exclusiveHolder[i] = NULL;
      if (opened->sharedMask & bit) locks->sharedHolders[i]--;
      opened->exclusiveMask &= (uint8_t)~bit;
      opened->sharedMask &= (uint8_t)~bit;
    }
  }
  return done(disk, SQLITE_OK);
}

void file_memory_barrier(sqlite3_file *file) {
  LOCKED(file);
  pthread_mutex_unlock(&disk->mutex);
}

int file_memory_unmap(sqlite3_file *file, int removes) {
  (void)removes;
  file_memory_lock(file, 0, SHARED_LOCKS, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
  LOCKED(file);
  Locks *locks = locks_of(opened);
  if (opened->usesMemory && --locks->users == 0) {
    for (size_t i = 0; i < locks->regionCount; i++) free(locks->regions[i]);
    locks->regionCount = 0;
  }
  opened->usesMemory = false;
  return done(disk, SQLITE_OK);
}

const sqlite3_io_methods file_methods = {
  .iVersion = 2, .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
  .xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock, .xCheckReservedLock = file_check_reserved,
  .xFileControl = file_control, .xSectorSize = file_sector_size, .xDeviceCharacteristics = file_characteristics,
  .xShmMap = file_memory_map, .xShmLock = file_memory_lock, .xShmBarrier = file_memory_barrier, .xShmUnmap = file_memory_unmap,
};

const sqlite3_io_methods file_methods_without_memory = {
  .iVersion = 1, .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
  .xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock, .xCheckReservedLock = file_check_reserved,
  .xFileControl = file_control, .xSectorSize = file_sector_size, .xDeviceCharacteristics = file_characteristics,
};
