#include "scan.hpp"

#include <sys/sysmacros.h>

#include <climits>
#include <string_view>

#include "newc.hpp"

namespace cowpio {
namespace {

std::string archive_name(std::string_view name) {
  while (name.starts_with("./")) {
    name.remove_prefix(2);
    while (name.starts_with('/')) name.remove_prefix(1);
  }
  return name.empty() ? "." : std::string(name);
}

void refuse_escaping(const std::string& name) {
  const std::string_view all = name;
  if (all.starts_with('/'))
    throw Refusal(name + ": absolute names cannot be archived; give names below the directory");
  for (std::size_t at = 0; at <= all.size();) {
    const std::size_t end = std::min(all.find('/', at), all.size());
    if (all.substr(at, end - at) == "..") throw Refusal(name + ": names with .. cannot be archived");
    at = end + 1;
  }
}

std::string read_target(const Fd& directory, const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(directory.get(), path.c_str(), target, sizeof target);
  if (length < 0) fail("readlink", path);
  return {target, static_cast<std::size_t>(length)};
}

std::uint32_t checked_mtime(const struct stat& status, const std::string& name) {
  if (status.st_mtim.tv_sec < 0 || static_cast<std::uint64_t>(status.st_mtim.tv_sec) > newc::value_max)
    throw Refusal(name + ": its modification time does not fit newc (1970 to 2106); give --mtime");
  return static_cast<std::uint32_t>(status.st_mtim.tv_sec);
}

}  // namespace

Stamp stamp_of(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) { return time.tv_sec * 1'000'000'000LL + time.tv_nsec; };
  return {status.st_ino, static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim)};
}

std::vector<Entry> scan(const Fd& directory, std::span<const std::string> names, const ScanOptions& options) {
  std::vector<Entry> entries;
  entries.reserve(names.size());
  for (const std::string& path : names) {
    struct stat status {};
    if (::fstatat(directory.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) fail("stat", path);

    Entry entry;
    entry.name = archive_name(path);
    refuse_escaping(entry.name);
    entry.source = path;
    entry.mode = status.st_mode;
    entry.uid = options.owner ? options.owner->uid : status.st_uid;
    entry.gid = options.owner ? options.owner->gid : status.st_gid;
    entry.mtime = options.mtime ? *options.mtime : checked_mtime(status, path);
    if (entry.is_regular()) entry.size = static_cast<std::uint64_t>(status.st_size);
    if (entry.size > newc::value_max)
      throw Refusal(path + ": larger than newc can hold (4 GiB less one byte)");
    if (entry.is_symlink()) {
      entry.target = read_target(directory, path);
      entry.size = entry.target.size();
    }
    if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))
      entry.device = {major(status.st_rdev), minor(status.st_rdev)};
    if (status.st_nlink > 1 && !entry.is_directory()) entry.links = LinkKey{status.st_dev, status.st_ino};
    entry.stamp = stamp_of(status);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace cowpio
