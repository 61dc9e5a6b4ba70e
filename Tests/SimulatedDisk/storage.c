#include "storage.h"

#include <stdlib.h>
#include <string.h>

void *grow(void *list, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return list;
  *capacity = *capacity ? 2 * *capacity : 8;
  list = realloc(list, *capacity * size);
  if (!list) abort();
  return list;
}

static void *copied(const void *bytes, size_t length) {
  void *copy = malloc(length ? length : 1);
  if (!copy) abort();
  if (length) memcpy(copy, bytes, length);
  return copy;
}

// MARK: Content

static void content_resize(Content *content, int64_t size) {
  if (size > content->capacity) {
    content->capacity = size > 2 * content->capacity ? size : 2 * content->capacity;
    content->bytes = realloc(content->bytes, (size_t)content->capacity);
    if (!content->bytes) abort();
  }
  if (size > content->size) memset(content->bytes + content->size, 0, (size_t)(size - content->size));
  content->size = size;
}

static void content_write(Content *content, int64_t offset, const uint8_t *bytes, int64_t length) {
  if (length == 0) return;
  if (offset + length > content->size) content_resize(content, offset + length);
  memcpy(content->bytes + offset, bytes, (size_t)length);
}

int64_t content_read(const Content *content, int64_t offset, void *into, int64_t length) {
  int64_t there = content->size - offset;
  if (there > length) there = length;
  if (there <= 0) return 0;
  memcpy(into, content->bytes + offset, (size_t)there);
  return there;
}

static Content content_copy(const Content *content) {
  return (Content){copied(content->bytes, (size_t)content->size), content->size, content->size};
}

static void content_apply(Content *content, const Pending *pending) {
  if (pending->length < 0) {
    if (pending->offset < content->size) content_resize(content, pending->offset);
  } else {
    content_write(content, pending->offset, pending->bytes, pending->length);
  }
}

// MARK: Storage

void storage_copy(Storage *to, const Storage *from) {
  *to = (Storage){0};
  to->inodeCount = to->inodeCapacity = from->inodeCount;
  to->inodes = copied(from->inodes, from->inodeCount * sizeof(Inode));
  for (size_t i = 0; i < from->inodeCount; i++) {
    const Inode *old = &from->inodes[i];
    Inode *new = &to->inodes[i];
    new->current = content_copy(&old->current);
    new->durable = content_copy(&old->durable);
    new->pending = copied(old->pending, old->pendingCount * sizeof(Pending));
    new->pendingCapacity = old->pendingCount;
    for (size_t k = 0; k < old->pendingCount; k++) {
      int64_t length = old->pending[k].length;
      new->pending[k].bytes = copied(old->pending[k].bytes, length > 0 ? (size_t)length : 0);
    }
  }
  to->entryCount = to->entryCapacity = from->entryCount;
  to->entries = copied(from->entries, from->entryCount * sizeof(Entry));
  for (size_t i = 0; i < from->entryCount; i++) to->entries[i].name = strdup(from->entries[i].name);
}

static void inode_drop_pending(Inode *inode) {
  for (size_t k = 0; k < inode->pendingCount; k++) free(inode->pending[k].bytes);
  inode->pendingCount = 0;
}

void storage_free(Storage *storage) {
  for (size_t i = 0; i < storage->inodeCount; i++) {
    inode_drop_pending(&storage->inodes[i]);
    free(storage->inodes[i].pending);
    free(storage->inodes[i].current.bytes);
    free(storage->inodes[i].durable.bytes);
  }
  for (size_t i = 0; i < storage->entryCount; i++) free(storage->entries[i].name);
  free(storage->inodes);
  free(storage->entries);
  *storage = (Storage){0};
}

int storage_find(const Storage *storage, const char *name) {
  for (size_t i = 0; i < storage->entryCount; i++) {
    if (strcmp(storage->entries[i].name, name) == 0) return (int)i;
  }
  return -1;
}

static int inode_make(Storage *storage) {
  storage->inodes = grow(storage->inodes, storage->inodeCount, &storage->inodeCapacity, sizeof(Inode));
  storage->inodes[storage->inodeCount] = (Inode){0};
  return (int)storage->inodeCount++;
}

static int entry_of(Storage *storage, const char *name) {
  int entry = storage_find(storage, name);
  if (entry >= 0) return entry;
  storage->entries = grow(storage->entries, storage->entryCount, &storage->entryCapacity, sizeof(Entry));
  storage->entries[storage->entryCount] = (Entry){strdup(name), -1, -1};
  return (int)storage->entryCount++;
}

static void pend(Inode *inode, int64_t offset, int64_t length, const uint8_t *bytes) {
  inode->pending = grow(inode->pending, inode->pendingCount, &inode->pendingCapacity, sizeof(Pending));
  Pending *pending = &inode->pending[inode->pendingCount++];
  *pending = (Pending){offset, length, copied(bytes, length > 0 ? (size_t)length : 0)};
  content_apply(&inode->current, pending);
}

static void sync_folder(Storage *storage) {
  for (size_t i = 0; i < storage->entryCount; i++) storage->entries[i].durable = storage->entries[i].current;
}

int storage_apply(Storage *storage, const Change *change) {
  int made = -1;
  switch (change->kind) {
  case ChangeMake:
    made = inode_make(storage);
    if (change->name) {
      int entry = entry_of(storage, change->name);
      storage->entries[entry].current = made;
    }
    break;
  case ChangeWrite: pend(&storage->inodes[change->inode], change->offset, change->length, change->bytes); break;
  case ChangeCut: pend(&storage->inodes[change->inode], change->offset, -1, NULL); break;
  case ChangeSync: {
    Inode *inode = &storage->inodes[change->inode];
    for (size_t k = 0; k < inode->pendingCount; k++) content_apply(&inode->durable, &inode->pending[k]);
    inode_drop_pending(inode);
    break;
  }
  case ChangeRemove: {
    int entry = storage_find(storage, change->name);
    if (entry >= 0) storage->entries[entry].current = -1;
    break;
  }
  }
  if (change->isFolderSynced) sync_folder(storage);
  return made;
}

void storage_forget(Storage *storage, int inode) { inode_drop_pending(&storage->inodes[inode]); }

// MARK: A cut of the power

// SplitMix64.
static uint64_t chance(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// Writes a part of a change by sectors: those up to `most` that chance keeps; `share` of 256 are kept.
static void apply_torn(Content *content, const Pending *pending, int64_t most, uint64_t share, uint64_t *state) {
  if (pending->length < 0) {
    if (chance(state) % 256 < share) content_apply(content, pending);
    return;
  }
  for (int64_t done = 0; done < pending->length && done < most;) {
    int64_t step = SECTOR - (pending->offset + done) % SECTOR;
    if (step > pending->length - done) step = pending->length - done;
    if (share >= 256 || chance(state) % 256 < share) content_write(content, pending->offset + done, pending->bytes + done, step);
    done += step;
  }
}

static Content content_after(const Inode *inode, const Change *underWay, SimulatedCut cut, uint64_t share, uint64_t *state) {
  Content content = content_copy(&inode->durable);
  if (cut == SimulatedCutKeepsNone) return content;
  for (size_t k = 0; k < inode->pendingCount; k++) {
    if (cut == SimulatedCutKeepsAll) {
      content_apply(&content, &inode->pending[k]);
    } else {
      apply_torn(&content, &inode->pending[k], INT64_MAX, share, state);
    }
  }
  if (!underWay || (underWay->kind != ChangeWrite && underWay->kind != ChangeCut)) return content;
  Pending last = {underWay->offset, underWay->kind == ChangeCut ? -1 : underWay->length, underWay->bytes};
  int64_t sectors = last.length > 0 ? (last.length + SECTOR - 1) / SECTOR : 0;
  int64_t most = cut == SimulatedCutKeepsAll ? (int64_t)(chance(state) % (uint64_t)(sectors + 1)) * SECTOR : INT64_MAX;
  apply_torn(&content, &last, most, cut == SimulatedCutKeepsAll && last.length > 0 ? 256 : share, state);
  return content;
}

void storage_cut(Storage *to, const Storage *from, const Change *underWay, SimulatedCut cut, uint64_t seed) {
  *to = (Storage){0};
  uint64_t state = seed;
  static const uint64_t shares[] = {16, 64, 128, 192, 240};
  uint64_t share = shares[chance(&state) % 5];
  for (size_t i = 0; i < from->entryCount; i++) {
    const Entry *entry = &from->entries[i];
    int inode = cut == SimulatedCutKeepsAll ? entry->current : entry->durable;
    if (cut == SimulatedCutKeepsSome && chance(&state) % 256 < share) inode = entry->current;
    if (inode < 0) continue;
    int made = inode_make(to);
    const Change *change = underWay && underWay->inode == inode ? underWay : NULL;
    to->inodes[made].current = content_after(&from->inodes[inode], change, cut, share, &state);
    to->inodes[made].durable = content_copy(&to->inodes[made].current);
    int name = entry_of(to, entry->name);
    to->entries[name].current = to->entries[name].durable = made;
  }
}

// MARK: Digest

static uint64_t mixed(uint64_t digest, const void *bytes, size_t length) {
  const uint8_t *from = bytes;
  for (; length >= 8; from += 8, length -= 8) {
    uint64_t word;
    memcpy(&word, from, 8);
    digest = (digest ^ word) * 0x9E3779B97F4A7C15u;
    digest ^= digest >> 29;
  }
  for (; length > 0; from++, length--) digest = (digest ^ *from) * 0x9E3779B97F4A7C15u;
  return digest ^ digest >> 32;
}

uint64_t storage_digest(const Storage *storage) {
  uint64_t digest = 1;
  for (size_t i = 0; i < storage->entryCount; i++) {
    const Entry *entry = &storage->entries[i];
    if (entry->current < 0) continue;
    const Content *content = &storage->inodes[entry->current].current;
    digest = mixed(digest, entry->name, strlen(entry->name));
    digest = mixed(digest, &content->size, sizeof content->size);
    digest = mixed(digest, content->bytes, (size_t)content->size);
  }
  return digest;
}
