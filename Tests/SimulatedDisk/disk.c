#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// MARK: Faults

static bool concerns(SimulatedFault fault, Call call) {
  switch (fault) {
  case SimulatedFaultNone: return false;
  case SimulatedFaultError: return true;
  case SimulatedFaultFull: return call == CallWrite || call == CallMake || call == CallMemory;
  case SimulatedFaultSync: return call == CallSync;
  case SimulatedFaultRead: return call == CallRead;
  case SimulatedFaultBusy: return call == CallLock;
  }
  return false;
}

bool disk_fails(SimulatedDisk *disk, Call call) {
  if (!concerns(disk->fault, call)) return false;
  uint64_t number = disk->calls++;
  bool fails = number == disk->faultAt || (disk->faultLasts && number > disk->faultAt);
  if (fails) disk->hasFailed = true;
  return fails;
}

void simulated_disk_fail(SimulatedDisk *disk, SimulatedFault fault, uint64_t at, bool lasts) {
  pthread_mutex_lock(&disk->mutex);
  disk->fault = fault;
  disk->faultAt = at;
  disk->faultLasts = lasts;
  disk->calls = 0;
  disk->hasFailed = false;
  pthread_mutex_unlock(&disk->mutex);
}

uint64_t simulated_disk_calls(const SimulatedDisk *disk) { return disk->calls; }
bool simulated_disk_failed(const SimulatedDisk *disk) { return disk->hasFailed; }

// MARK: Changes

Locks *disk_locks(SimulatedDisk *disk, int inode) {
  while (disk->lockCount <= (size_t)inode) {
    disk->locks = grow(disk->locks, disk->lockCount, &disk->lockCapacity, sizeof(Locks));
    memset(&disk->locks[disk->lockCount++], 0, sizeof(Locks));
  }
  return &disk->locks[inode];
}

int disk_apply(SimulatedDisk *disk, Change change) {
  int made = storage_apply(&disk->storage, &change);
  if (!disk->isRecording) return made;
  disk->changes = grow(disk->changes, disk->changeCount, &disk->changeCapacity, sizeof(Change));
  if (change.kind == ChangeWrite) {
    uint8_t *bytes = malloc((size_t)change.length + 1);
    if (!bytes) abort();
    memcpy(bytes, change.bytes, (size_t)change.length);
    change.bytes = bytes;
  } else {
    change.bytes = NULL;
  }
  if (change.name) change.name = strdup(change.name);
  disk->changes[disk->changeCount++] = change;
  return made;
}

// MARK: Recording

void simulated_disk_record(SimulatedDisk *disk) {
  pthread_mutex_lock(&disk->mutex);
  storage_copy(&disk->start, &disk->storage);
  disk->isRecording = true;
  pthread_mutex_unlock(&disk->mutex);
}

size_t simulated_disk_changes(const SimulatedDisk *disk) { return disk->changeCount; }

SimulatedDisk *simulated_disk_rewound(const SimulatedDisk *disk) {
  SimulatedDisk *rewound = calloc(1, sizeof(SimulatedDisk));
  if (!rewound) abort();
  pthread_mutex_init(&rewound->mutex, NULL);
  rewound->sharesMemory = disk->sharesMemory;
  storage_copy(&rewound->storage, &disk->start);
  return rewound;
}

void simulated_disk_advance(SimulatedDisk *rewound, const SimulatedDisk *source, size_t count) {
  while (rewound->carriedOut < count && rewound->carriedOut < source->changeCount) {
    storage_apply(&rewound->storage, &source->changes[rewound->carriedOut++]);
  }
}

// MARK: The file system

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags) {
  SimulatedDisk *disk = vfs->pAppData;
  OpenFile *opened = (OpenFile *)file;
  memset(opened, 0, sizeof(OpenFile));
  pthread_mutex_lock(&disk->mutex);
  int result = SQLITE_OK;
  int entry = name ? storage_find(&disk->storage, name) : -1;
  int inode = entry >= 0 ? disk->storage.entries[entry].current : -1;
  if (inode < 0 && name && !(flags & SQLITE_OPEN_CREATE)) {
    result = SQLITE_CANTOPEN;
  } else if (name && disk_fails(disk, inode < 0 ? CallMake : CallLook)) {
    result = SQLITE_CANTOPEN;
  } else {
    bool isMade = inode < 0;
    if (isMade) inode = disk_apply(disk, (Change){.kind = ChangeMake, .inode = -1, .name = (char *)name});
    opened->disk = disk;
    opened->inode = inode;
    opened->isTemporary = !name;
    // As the file system of Unix does: what is made beside a database is to be found again after a power cut.
    opened->syncsFolder = isMade && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL));
    opened->base.pMethods = disk->sharesMemory ? &file_methods : &file_methods_without_memory;
    if (outFlags) *outFlags = flags;
  }
  pthread_mutex_unlock(&disk->mutex);
  return result;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int syncsFolder) {
  SimulatedDisk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->mutex);
  int entry = storage_find(&disk->storage, name);
  int result = SQLITE_OK;
  if (entry < 0 || disk->storage.entries[entry].current < 0) {
    result = SQLITE_IOERR_DELETE_NOENT;
  } else if (disk_fails(disk, CallRemove)) {
    result = SQLITE_IOERR_DELETE;
  } else {
    disk_apply(disk, (Change){.kind = ChangeRemove, .inode = -1, .name = (char *)name, .isFolderSynced = syncsFolder != 0});
  }
  pthread_mutex_unlock(&disk->mutex);
  return result;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)flags;
  SimulatedDisk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->mutex);
  bool fails = disk_fails(disk, CallLook);
  int entry = storage_find(&disk->storage, name);
  *result = entry >= 0 && disk->storage.entries[entry].current >= 0;
  pthread_mutex_unlock(&disk->mutex);
  return fails ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int vfs_full_pathname(sqlite3_vfs *vfs, const char *name, int size, char *full) {
  (void)vfs;
  return snprintf(full, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static sqlite3_vfs *base(sqlite3_vfs *vfs) { return ((SimulatedDisk *)vfs->pAppData)->base; }
static int vfs_randomness(sqlite3_vfs *vfs, int size, char *bytes) { return base(vfs)->xRandomness(base(vfs), size, bytes); }
static int vfs_current_time(sqlite3_vfs *vfs, double *time) { return base(vfs)->xCurrentTime(base(vfs), time); }
static int vfs_current_time_64(sqlite3_vfs *vfs, sqlite3_int64 *time) { return base(vfs)->xCurrentTimeInt64(base(vfs), time); }
static int vfs_last_error(sqlite3_vfs *vfs, int size, char *text) { (void)vfs, (void)size, (void)text; return 0; }
static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) { (void)vfs; return microseconds; }

static void know(SimulatedDisk *disk) {
  static pthread_mutex_t numbering = PTHREAD_MUTEX_INITIALIZER;
  static unsigned number;
  pthread_mutex_lock(&numbering);
  snprintf(disk->name, sizeof disk->name, "simulated-%u", number++);
  pthread_mutex_unlock(&numbering);
  disk->base = sqlite3_vfs_find(NULL);
  disk->vfs = (sqlite3_vfs){
    .iVersion = 2, .szOsFile = sizeof(OpenFile), .mxPathname = 1024, .zName = disk->name, .pAppData = disk, .xOpen = vfs_open,
    .xDelete = vfs_delete, .xAccess = vfs_access, .xFullPathname = vfs_full_pathname, .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep, .xCurrentTime = vfs_current_time, .xGetLastError = vfs_last_error, .xCurrentTimeInt64 = vfs_current_time_64,
  };
  sqlite3_vfs_register(&disk->vfs, 0);
  disk->isKnown = true;
}

SimulatedDisk *simulated_disk_make(bool sharesMemory) {
  SimulatedDisk *disk = calloc(1, sizeof(SimulatedDisk));
  if (!disk) abort();
  pthread_mutex_init(&disk->mutex, NULL);
  disk->sharesMemory = sharesMemory;
  know(disk);
  return disk;
}

SimulatedDisk *simulated_disk_cut(const SimulatedDisk *rewound, const SimulatedDisk *source, SimulatedCut cut, uint64_t seed) {
  SimulatedDisk *disk = simulated_disk_make(rewound->sharesMemory);
  const Change *underWay = source && rewound->carriedOut < source->changeCount ? &source->changes[rewound->carriedOut] : NULL;
  storage_cut(&disk->storage, &rewound->storage, underWay, cut, seed);
  return disk;
}

void simulated_disk_free(SimulatedDisk *disk) {
  if (disk->isKnown) sqlite3_vfs_unregister(&disk->vfs);
  storage_free(&disk->storage);
  storage_free(&disk->start);
  for (size_t i = 0; i < disk->lockCount; i++) {
    for (size_t k = 0; k < disk->locks[i].regionCount; k++) free(disk->locks[i].regions[k]);
    free(disk->locks[i].regions);
  }
  free(disk->locks);
  for (size_t i = 0; i < disk->changeCount; i++) {
    free(disk->changes[i].bytes);
    free(disk->changes[i].name);
  }
  free(disk->changes);
  pthread_mutex_destroy(&disk->mutex);
  free(disk);
}

// MARK: What is there

const char *simulated_disk_name(const SimulatedDisk *disk) { return disk->name; }

int64_t simulated_disk_size(SimulatedDisk *disk, const char *name) {
  pthread_mutex_lock(&disk->mutex);
  int entry = storage_find(&disk->storage, name);
  int inode = entry >= 0 ? disk->storage.entries[entry].current : -1;
  int64_t size = inode >= 0 ? disk->storage.inodes[inode].current.size : -1;
  pthread_mutex_unlock(&disk->mutex);
  return size;
}

char *simulated_disk_files(SimulatedDisk *disk) {
  pthread_mutex_lock(&disk->mutex);
  size_t length = 1;
  for (size_t i = 0; i < disk->storage.entryCount; i++) length += strlen(disk->storage.entries[i].name) + 1;
  char *text = calloc(1, length);
  if (!text) abort();
  for (size_t i = 0; i < disk->storage.entryCount; i++) {
    if (disk->storage.entries[i].current < 0) continue;
    strcat(text, disk->storage.entries[i].name);
    strcat(text, "\n");
  }
  pthread_mutex_unlock(&disk->mutex);
  return text;
}

uint64_t simulated_disk_digest(SimulatedDisk *disk) {
  pthread_mutex_lock(&disk->mutex);
  uint64_t digest = storage_digest(&disk->storage);
  pthread_mutex_unlock(&disk->mutex);
  return digest;
}

// MARK: Databases

typedef struct {
  char *text;
  size_t length, capacity;
} Answer;

static void add(Answer *answer, const char *value) {
  size_t length = strlen(value);
  while (answer->length + length + 2 > answer->capacity) {
    answer->capacity = 2 * answer->capacity + 256;
    answer->text = realloc(answer->text, answer->capacity);
    if (!answer->text) abort();
  }
  memcpy(answer->text + answer->length, value, length);
  answer->length += length;
  memcpy(answer->text + answer->length, "\n", 2);
  answer->length++;
}

char *simulated_disk_query(SimulatedDisk *disk, const char *name, const char *sql, int *code) {
  sqlite3 *database = NULL;
  Answer answer = {calloc(1, 1), 0, 1};
  *code = sqlite3_open_v2(name, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, disk->name);
  while (*code == SQLITE_OK && *sql) {
    sqlite3_stmt *statement = NULL;
    *code = sqlite3_prepare_v2(database, sql, -1, &statement, &sql);
    while (*code == SQLITE_OK && statement) {
      int step = sqlite3_step(statement);
      if (step == SQLITE_DONE) break;
      if (step != SQLITE_ROW) {
        *code = step;
      } else if (sqlite3_column_text(statement, 0)) {
        add(&answer, (const char *)sqlite3_column_text(statement, 0));
      }
    }
    sqlite3_finalize(statement);
  }
  sqlite3_close(database);
  if (*code == SQLITE_OK) return answer.text;
  free(answer.text);
  return NULL;
}
