#include "core/doctor/survey.hpp"

#include <dirent.h>
#include <linux/fs.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>

namespace cowpio {
namespace {

Fd open_below(const Fd& directory, const std::string& name, int flags) {
  flags |= O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Fd fd(::openat(directory.get(), name.c_str(), flags | O_NOATIME));
  if (!fd.is_open() && errno == EPERM) fd = Fd(::openat(directory.get(), name.c_str(), flags));
  return fd;
}

class Walk {
 public:
  Walk(const Fd& root, const std::string& path, const FileSystem& file_system, const SurveyLimits& limits)
      : root_(root),
        file_system_(file_system),
        limits_(limits),
        end_(std::chrono::steady_clock::now() + limits.time) {
    struct stat status {};
    if (::fstat(root.get(), &status) < 0) fail("stat", path);
    here_[status.st_dev] = true;
  }

  Survey run() {
    directories_.emplace_back(".");
    while (!directories_.empty() && !found_.cut) {
      const std::string directory = std::move(directories_.back());
      directories_.pop_back();
      visit(directory);
    }
    tell(found_.files);
    if (found_.sample.empty()) found_.sample = nocow_sample_;
    return std::move(found_);
  }

 private:
  void visit(const std::string& directory) {
    Fd fd = open_below(root_, directory, O_DIRECTORY);
    if (!fd.is_open()) return found_.unreadable.add(directory);
    const std::string inside = directory == "." ? "" : directory + "/";
    std::vector<std::string> below;
    for (const std::string& name : names_in(fd)) {
      if (found_.files >= limits_.files || std::chrono::steady_clock::now() > end_) {
        found_.cut = true;
        return;
      }
      tell(limits_.files);
      const std::string path = inside + name;
      struct stat status {};
      if (::fstatat(fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) continue;  // gone since
      if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) continue;
      if (!is_here(fd, name, status.st_dev))
        found_.elsewhere.add(path);
      else if (S_ISDIR(status.st_mode))
        below.push_back(path);
      else
        count(fd, name, path, static_cast<std::uint64_t>(status.st_size));
    }
    std::move(below.rbegin(), below.rend(), std::back_inserter(directories_));
  }

  void tell(std::uint64_t total) const {
    if (limits_.progress && !limits_.progress(found_.files, total)) throw Aborted();
  }

  static std::vector<std::string> names_in(const Fd& directory) {
    std::vector<std::string> names;
    const int copy = ::fcntl(directory.get(), F_DUPFD_CLOEXEC, 0);
    DIR* const stream = copy < 0 ? nullptr : ::fdopendir(copy);
    if (stream == nullptr) {
      if (copy >= 0) ::close(copy);
      return names;
    }
    while (const dirent* entry = ::readdir(stream)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    ::closedir(stream);
    std::sort(names.begin(), names.end());
    return names;
  }

  /// A Btrfs subvolume has a device number of its own; the file system's id decides.
  bool is_here(const Fd& directory, const std::string& name, dev_t device) {
    if (const auto known = here_.find(device); known != here_.end()) return known->second;
    const Fd fd = open_below(directory, name, 0);
    if (!fd.is_open()) return true;  // told as unreadable when it is looked at
    return here_[device] = file_system_id(fd, name) == file_system_.id;
  }

  void count(const Fd& directory, const std::string& name, const std::string& path, std::uint64_t size) {
    ++found_.files;
    found_.bytes += size;
    if (size < file_system_.block) {
      found_.below_block += size > 0 ? 1 : 0;
      return;
    }
    found_.whole_blocks += size - size % file_system_.block;
    // Each open costs; only Btrfs has NOCOW.
    if (file_system_.kind != FileSystem::Kind::btrfs && !found_.sample.empty()) return;
    const Fd fd = open_below(directory, name, 0);
    if (!fd.is_open()) return found_.unreadable.add(path);
    if ((inode_flags(fd) & FS_NOCOW_FL) != 0) {
      found_.nocow.add(path);
      if (nocow_sample_.empty()) nocow_sample_ = path;
    } else if (found_.sample.empty()) {
      found_.sample = path;
    }
  }

  const Fd& root_;
  const FileSystem& file_system_;
  const SurveyLimits& limits_;
  const std::chrono::steady_clock::time_point end_;
  std::vector<std::string> directories_;  ///< Still to be looked into; the next is the last.
  std::map<dev_t, bool> here_;            ///< Device numbers of the tree's own file system.
  std::string nocow_sample_;
  Survey found_;
};

}  // namespace

Survey survey(const Fd& directory, const std::string& path, const FileSystem& file_system,
              const SurveyLimits& limits) {
  return Walk(directory, path, file_system, limits).run();
}

}  // namespace cowpio
