#include "core/input/scan.hpp"

#include <linux/magic.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <climits>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/filesystem.hpp"
#include "core/fs/lookup.hpp"
#include "core/input/links.hpp"

namespace cowpio {
namespace {

/// Each path has one name in the archive: below its root, without empty parts and `.`. The kernel's own names
/// are below its root, too: an absolute one is the same file there (init/initramfs.c).
bool is_archive_name(std::string_view name) {
  if (name == ".") return true;
  if (name.empty() || name.starts_with('/') || name.starts_with("./")) return false;
  for (std::size_t slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
    const std::string_view rest = name.substr(slash + 1);
    if (rest.empty() || rest == "." || rest.starts_with('/') || rest.starts_with("./")) return false;
  }
  return true;
}

std::string archive_name(std::string_view path) {
  // As find prints it.
  if (path.starts_with("./") && is_archive_name(path.substr(2))) return std::string(path.substr(2));
  std::string name;
  while (!path.empty()) {
    const std::string_view part = cut(path, '/');
    if (part.empty() || part == ".") continue;
    if (!name.empty()) name += '/';
    name += part;
  }
  return name.empty() ? "." : name;
}

void check_name(std::string_view name) {
  const auto refuse = [&](const char* why) {
    throw InputError(std::string(name.substr(0, name.find('\0'))) + ": " + why);
  };
  if (name.find('\0') != std::string_view::npos)
    refuse("a name with a NUL; give --null when NULs end the names");
  if (name == newc::trailer_name) refuse("this name ends an archive; readers would stop here");
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (name.substr(at, end - at) == "..") refuse("names with .. cannot be archived");
    at = end + 1;
  }
}

std::string read_target(const Lookup::Location& location, const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(location.directory, location.name, target, sizeof target);
  if (length < 0) fail("readlink", path);
  return {target, static_cast<std::size_t>(length)};
}

/// Times that newc cannot hold become the nearest that it can.
std::uint32_t clamped_mtime(const struct stat& status, std::optional<std::uint32_t> latest,
                            const std::string& name, Losses& losses) {
  const std::int64_t seconds =
      std::min<std::int64_t>(status.st_mtim.tv_sec, latest ? *latest : status.st_mtim.tv_sec);
  const std::int64_t clamped = std::clamp<std::int64_t>(seconds, 0, newc::value_max);
  if (clamped != seconds) losses.times.add(name);
  return static_cast<std::uint32_t>(clamped);
}

constexpr std::uint64_t generated_max = 16 << 20;  // bytes

/// The data of a file that a kernel's file system makes as it is read. Throws `InputError` for one that does
/// not end.
std::shared_ptr<const std::string> read_generated(const Lookup::Location& location, int follow,
                                                  const std::string& path) {
  const Fd file(::openat(location.directory, location.name, O_RDONLY | follow | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) fail("open", path);
  std::string data;
  for (std::size_t held = 0;; held = data.size()) {
    if (held > generated_max)
      throw InputError(path +
                       ": has no end within 16 MiB. Leave it out, or copy what is needed of it to a file");
    data.resize(held + (64 << 10));
    const ssize_t count = ::read(file.get(), data.data() + held, data.size() - held);
    data.resize(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path);
    if (count == 0) return std::make_shared<const std::string>(std::move(data));
  }
}

/// Whether the sizes of files on a device say nothing of their data: /proc, /sys and their like.
class GeneratedDevices {
 public:
  bool has(dev_t device, const Lookup::Location& location, int follow) {
    if (device == last_) return generated_;
    const Fd file(::openat(location.directory, location.name, O_PATH | follow | O_CLOEXEC));
    struct statfs status {};
    if (!file.is_open() || ::fstatfs(file.get(), &status) < 0) return false;
    constexpr unsigned long kinds[] = {PROC_SUPER_MAGIC,   SYSFS_MAGIC,      DEBUGFS_MAGIC,
                                       TRACEFS_MAGIC,      SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC,
                                       CGROUP2_SUPER_MAGIC};
    last_ = device;
    return generated_ = std::find(std::begin(kinds), std::end(kinds),
                                  static_cast<unsigned long>(status.f_type)) != std::end(kinds);
  }

 private:
  dev_t last_ = 0;
  bool generated_ = false;
};

struct Scan {
  Lookup& lookup;
  const ScanOptions& options;
  Losses& losses;
  GeneratedDevices generated = {};
};

/// An entry that is not looked up.
Entry make(const Overrides& wanted) {
  Entry entry;
  const bool open_to_all = *wanted.type == S_IFLNK;
  entry.mode = *wanted.type | (open_to_all ? 0777 : *wanted.type == S_IFDIR ? 0755 : 0644);
  entry.device = wanted.device;
  if (entry.is_symlink()) {
    entry.origin = wanted.target;
    entry.size = wanted.target.size();
  }
  return entry;
}

Entry look_up(Scan& scan, const std::string& path, bool follow, bool needs_mtime) {
  struct stat status {};
  const Lookup::Location location = scan.lookup.find(path);
  if (::fstatat(location.directory, location.name, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0)
    fail("stat", path);
  if (follow && !S_ISREG(status.st_mode))
    throw InputError(path + ": not a regular file, which the source of a `file` must be");
  Entry entry;
  entry.behind_symlinks = follow;
  entry.mode = status.st_mode;
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  if (needs_mtime) entry.mtime = clamped_mtime(status, scan.options.latest, path, scan.losses);
  if (entry.is_regular()) {
    const int how = follow ? 0 : O_NOFOLLOW;
    if (scan.generated.has(status.st_dev, location, how)) entry.content = read_generated(location, how, path);
    entry.size = entry.content ? entry.content->size() : static_cast<std::uint64_t>(status.st_size);
  }
  if (entry.size > newc::value_max)
    throw InputError(path + ": larger than newc can hold (4 GiB less one byte)");
  if (entry.is_symlink()) {
    entry.origin = read_target(location, path);
    entry.size = entry.origin.size();
  }
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))
    entry.device = {major(status.st_rdev), minor(status.st_rdev)};
  entry.linked = status.st_nlink > 1 && !entry.is_directory();
  entry.file_id = file_id_of(status);
  return entry;
}

void refuse_unexpected(const Entry& entry, const Overrides& wanted, const std::string& path) {
  if (wanted.type && (entry.mode & S_IFMT) != *wanted.type)
    throw InputError(path + ": has another type than the manifest says");
  if (wanted.size && entry.size != *wanted.size)
    throw InputError(path + ": has " + std::to_string(entry.size) + " bytes, and the manifest says " +
                     std::to_string(*wanted.size));
}

void cut_slashes_behind(std::string& path) { path.resize(without_slashes_behind(path).size()); }

Entry entry_of(Scan& scan, Request request) {
  const ScanOptions& options = scan.options;
  if (request.overrides) cut_slashes_behind(request.overrides->source);
  const bool is_absolute = request.name.starts_with('/');
  std::string given;  // an absolute name, which is looked up as it is
  if (!is_archive_name(request.name)) given = std::exchange(request.name, archive_name(request.name));
  check_name(request.name);
  cut_slashes_behind(given);

  static const Overrides none;
  const Overrides& wanted = request.overrides ? *request.overrides : none;
  const std::string& path = !wanted.source.empty() ? wanted.source : is_absolute ? given : request.name;
  const bool needs_mtime = !options.mtime && !wanted.mtime;
  const bool is_made = wanted.type && wanted.source.empty();
  Entry entry = is_made ? make(wanted) : look_up(scan, path, wanted.follow, needs_mtime);
  if (is_made && options.latest) entry.mtime = *options.latest;
  refuse_unexpected(entry, wanted, path);

  if (wanted.permissions) entry.mode = (entry.mode & S_IFMT) | *wanted.permissions;
  entry.uid = wanted.uid ? *wanted.uid : options.owner ? options.owner->uid : entry.uid;
  entry.gid = wanted.gid ? *wanted.gid : options.owner ? options.owner->gid : entry.gid;
  entry.mtime = wanted.mtime ? *wanted.mtime : options.mtime ? *options.mtime : entry.mtime;
  entry.linked = entry.linked || (wanted.hard_link && entry.is_regular());
  if (!is_made && !entry.is_symlink() && path != request.name) entry.origin = path;
  entry.name = std::move(request.name);
  return entry;
}

constexpr std::size_t compared_bytes = 64 << 10;

Fd open_source(Lookup& lookup, const Entry& entry) {
  const Lookup::Location location = lookup.find(entry.source());
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (entry.behind_symlinks ? 0 : O_NOFOLLOW);
  Fd file(::openat(location.directory, location.name, flags));
  if (!file.is_open()) fail("open", entry.source());
  return file;
}

bool same_data(const Fd& one, const Fd& other, const Entry& entry) {
  std::vector<char> buffers[2]{std::vector<char>(compared_bytes), std::vector<char>(compared_bytes)};
  for (std::uint64_t at = 0; at < entry.size; at += compared_bytes) {
    const std::size_t count = std::min<std::uint64_t>(compared_bytes, entry.size - at);
    read_fully(one, {buffers[0].data(), count}, at, entry.source());
    read_fully(other, {buffers[1].data(), count}, at, entry.source());
    if (!std::equal(buffers[0].begin(), buffers[0].begin() + static_cast<std::ptrdiff_t>(count),
                    buffers[1].begin()))
      return false;
  }
  return true;
}

/// A server or a FUSE program may give two files one inode number: those that agree in all that stat(2) says
/// are names of one file only where their data agrees, too.
void separate_lookalikes(Lookup& lookup, std::vector<Entry>& entries) {
  std::map<std::uint64_t, bool> doubted;  // by device
  std::map<Entry::File, std::uint32_t> firsts;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    if (!entry.linked || !entry.is_regular() || entry.size == 0) continue;
    auto device = doubted.find(entry.file_id.device);
    if (device == doubted.end()) {
      const Fd file = open_source(lookup, entry);
      device = doubted.emplace(entry.file_id.device, inodes_may_repeat(file, entry.source())).first;
    }
    if (!device->second) continue;
    const auto [first, is_first] = firsts.emplace(entry.file(), i);
    if (is_first) continue;
    if (!same_data(open_source(lookup, entries[first->second]), open_source(lookup, entry), entry))
      entry.linked = false;
  }
}

}  // namespace

FileId file_id_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_ctim.tv_sec * 1'000'000'000LL + status.st_ctim.tv_nsec};
}

std::vector<Entry> scan(Lookup& lookup, std::vector<Request> requests, const ScanOptions& options,
                        Losses* losses) {
  Losses unused;
  Scan scan{lookup, options, losses == nullptr ? unused : *losses};
  std::vector<Entry> entries;
  entries.reserve(requests.size());
  for (Request& request : requests) entries.push_back(entry_of(scan, std::move(request)));
  separate_lookalikes(lookup, entries);
  leave_out_repeated(entries);
  return entries;
}

}  // namespace cowpio
