#include "scan.hpp"

#include <sys/sysmacros.h>

#include <algorithm>
#include <climits>
#include <string_view>

#include "links.hpp"
#include "lookup.hpp"
#include "newc.hpp"
#include "text.hpp"

namespace cowpio {
namespace {

std::string_view archive_name(std::string_view name) {
  name = without_slashes_behind(name);
  while (name.starts_with("./")) {
    name.remove_prefix(2);
    while (name.starts_with('/')) name.remove_prefix(1);
  }
  return name.empty() ? "." : name;
}

void check_name(std::string_view name) {
  const auto refuse = [&](const char* why) {
    throw Refusal(std::string(name.substr(0, name.find('\0'))) + ": " + why);
  };
  if (name.find('\0') != std::string_view::npos)
    refuse("a name with a NUL; give --null when NULs end the names");
  if (name.starts_with('/')) refuse("absolute names cannot be archived; give names below the directory");
  if (name == newc::trailer_name) refuse("this name ends an archive; readers would stop here");
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (name.substr(at, end - at) == "..") refuse("names with .. cannot be archived");
    at = end + 1;
  }
}

std::string read_target(const Lookup::Place& place, const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(place.folder, place.name, target, sizeof target);
  if (length < 0) fail("readlink", path);
  return {target, static_cast<std::size_t>(length)};
}

std::uint32_t checked_mtime(const struct stat& status, std::optional<std::uint32_t> latest,
                            const std::string& name) {
  const std::int64_t seconds =
      std::min<std::int64_t>(status.st_mtim.tv_sec, latest ? *latest : status.st_mtim.tv_sec);
  if (seconds < 0 || static_cast<std::uint64_t>(seconds) > newc::value_max)
    throw Refusal(name + ": its modification time does not fit newc (1970 to 2106); give --mtime");
  return static_cast<std::uint32_t>(seconds);
}

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

Entry look_up(Lookup& lookup, const std::string& path, bool follow, bool needs_mtime,
              std::optional<std::uint32_t> latest) {
  struct stat status {};
  const Lookup::Place place = lookup.find(path);
  if (::fstatat(place.folder, place.name, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0) fail("stat", path);
  if (follow && !S_ISREG(status.st_mode))
    throw Refusal(path + ": no regular file, as the source of a `file` has to be");
  Entry entry;
  entry.behind_symlinks = follow;
  entry.mode = status.st_mode;
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  if (needs_mtime) entry.mtime = checked_mtime(status, latest, path);
  if (entry.is_regular()) entry.size = static_cast<std::uint64_t>(status.st_size);
  if (entry.size > newc::value_max) throw Refusal(path + ": larger than newc can hold (4 GiB less one byte)");
  if (entry.is_symlink()) {
    entry.origin = read_target(place, path);
    entry.size = entry.origin.size();
  }
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))
    entry.device = {major(status.st_rdev), minor(status.st_rdev)};
  entry.linked = status.st_nlink > 1 && !entry.is_directory();
  entry.stamp = stamp_of(status);
  return entry;
}

void cut_slashes_behind(std::string& path) { path.resize(without_slashes_behind(path).size()); }

Entry entry_of(Lookup& lookup, Request request, const ScanOptions& options) {
  cut_slashes_behind(request.name);
  if (request.overrides) cut_slashes_behind(request.overrides->source);

  static const Overrides none;
  const Overrides& wanted = request.overrides ? *request.overrides : none;
  const std::string& path = wanted.source.empty() ? request.name : wanted.source;
  const bool needs_mtime = !options.mtime && !wanted.mtime;
  Entry entry =
      wanted.type ? make(wanted) : look_up(lookup, path, wanted.follow, needs_mtime, options.latest);
  if (wanted.type && options.latest) entry.mtime = *options.latest;

  if (wanted.permissions) entry.mode = (entry.mode & S_IFMT) | *wanted.permissions;
  entry.uid = wanted.uid ? *wanted.uid : options.owner ? options.owner->uid : entry.uid;
  entry.gid = wanted.gid ? *wanted.gid : options.owner ? options.owner->gid : entry.gid;
  entry.mtime = wanted.mtime ? *wanted.mtime : options.mtime ? *options.mtime : entry.mtime;
  entry.linked = entry.linked || wanted.hard_link;
  const std::string_view name = archive_name(request.name);
  if (!wanted.type && !entry.is_symlink() && archive_name(path) != name) entry.origin = path;
  entry.name = name.size() == request.name.size() ? std::move(request.name) : std::string(name);
  return entry;
}

}  // namespace

Stamp stamp_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_ctim.tv_sec * 1'000'000'000LL + status.st_ctim.tv_nsec};
}

std::vector<Entry> scan(Lookup& lookup, std::vector<Request> requests, const ScanOptions& options) {
  std::vector<Entry> entries;
  entries.reserve(requests.size());
  for (Request& asked : requests) {
    check_name(archive_name(asked.name));
    entries.push_back(entry_of(lookup, std::move(asked), options));
  }
  leave_out_repeated(entries);
  return entries;
}

}  // namespace cowpio
