#include "extract.hpp"

#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "filesystem.hpp"
#include "read.hpp"

namespace cowpio {
namespace {

std::pair<std::string, std::string> split(std::string name) {
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return {".", name};
  return {name.substr(0, slash), name.substr(slash + 1)};
}

class Extractor {
 public:
  Extractor(Reader& reader, const std::string& directory, const ExtractOptions& options)
      : reader_(reader), options_(options), root_(open_or_fail(directory, O_RDONLY | O_DIRECTORY)) {
    struct statvfs file_system {};
    if (::fstatvfs(root_.get(), &file_system) < 0) fail("statvfs", directory);
    block_ = block_of(file_system.f_bsize);
  }

  ExtractResult run() {
    ExtractResult result;
    while (const auto member = reader_.next()) {
      if (options_.progress && !options_.progress(member->header_offset, reader_.size())) throw Aborted();
      if (make(*member))
        ++result.members;
      else
        ++result.left_out;
    }
    // What is made in a directory changes its time; children come before their parents.
    std::reverse(directories_.begin(), directories_.end());
    for (const Member& one : directories_) finish(open_beneath(one.name, O_RDONLY | O_DIRECTORY), one);
    if (options_.progress) options_.progress(reader_.size(), reader_.size());
    return result;
  }

 private:
  /// The file that was made for the first name of several.
  struct Made {
    std::string name;
    dev_t device;
    ino_t inode;
  };

  /// Refuses to leave the root, and to follow any symlink: RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS (openat2(2)).
  Fd open_beneath(const std::string& name, std::uint64_t flags) {
    open_how how{};
    how.flags = flags | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    Fd fd(static_cast<int>(::syscall(SYS_openat2, root_.get(), name.c_str(), &how, sizeof how)));
    if (!fd.is_open() && (errno == EXDEV || errno == ELOOP))
      throw Refusal(name + ": leads out of the directory, or through a symlink; not extracted");
    if (!fd.is_open()) fail("open", name);
    return fd;
  }

  bool make(const Member& member) {
    const auto [folder, base] = split(member.name);
    if (member.name == ".") {
      // One with NULs behind its name only moves what follows: aligned archives repeat it.
      if (member.name_field == 2) directories_.push_back(member);
      return true;
    }
    if (base.empty() || base == "." || base == "..")
      throw Refusal(member.name + ": no name for a file; not extracted");
    const Fd parent = open_beneath(folder, O_RDONLY | O_DIRECTORY);
    switch (member.mode & S_IFMT) {
      case S_IFDIR:
        if (::mkdirat(parent.get(), base.c_str(), 0700) < 0 && errno != EEXIST) fail("mkdir", member.name);
        directories_.push_back(member);
        return true;
      case S_IFREG:
        make_file(parent, base, member);
        return true;
      case S_IFLNK:
        remove_old(parent, base, member.name);
        if (::symlinkat(member.target.c_str(), parent.get(), base.c_str()) < 0) fail("symlink", member.name);
        own(parent, base, member);
        return true;
      case S_IFIFO:
      case S_IFSOCK:
      case S_IFCHR:
      case S_IFBLK:
        return make_node(parent, base, member);
      default:
        throw Refusal(member.name + ": an unknown type of file; not extracted");
    }
  }

  void make_file(const Fd& parent, const std::string& base, const Member& member) {
    const auto key = std::tuple(member.archive, member.inode, member.mode);
    const auto first = member.nlink > 1 ? links_.find(key) : links_.end();
    if (first != links_.end() && first->second.name != member.name) {
      add_name(parent, base, member, first->second);
      return;
    }
    remove_old(parent, base, member.name);
    const Fd file(
        ::openat(parent.get(), base.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) fail("open", member.name);
    fill(file, member);
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
    if (member.nlink > 1) links_[key] = {member.name, status.st_dev, status.st_ino};
  }

  /// A later name of a file, and its data when it brings it: only to the very file that was made for the
  /// first one.
  void add_name(const Fd& parent, const std::string& base, const Member& member, const Made& first) {
    const auto [folder, name] = split(first.name);
    const Fd file(::openat(open_beneath(folder, O_RDONLY | O_DIRECTORY).get(), name.c_str(),
                           O_PATH | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!file.is_open()) fail("open", first.name);
    if (::fstat(file.get(), &status) < 0) fail("stat", first.name);
    // A number may be used again, so its type is asked for, too.
    if (!S_ISREG(status.st_mode) || status.st_dev != first.device || status.st_ino != first.inode)
      throw Refusal(member.name + ": another name of " + first.name +
                    ", which the archive has replaced since; not extracted");
    remove_old(parent, base, member.name);
    const std::string path = "/proc/self/fd/" + std::to_string(file.get());
    if (::linkat(AT_FDCWD, path.c_str(), parent.get(), base.c_str(), AT_SYMLINK_FOLLOW) < 0)
      fail("link", member.name);
    if (member.size == 0) return;
    // The first name may have been given a mode that does not let its owner write.
    if (::chmod(path.c_str(), 0600) < 0) fail("chmod", member.name);
    fill(open_or_fail(path, O_WRONLY | O_NONBLOCK), member);
  }

  void fill(const Fd& file, const Member& member) {
    std::uint64_t done = 0;
    if (member.data_offset % block_ == 0 && member.size >= block_) {
      file_clone_range range{};
      range.src_fd = reader_.file(member.part).get();
      range.src_offset = member.data_offset;
      range.src_length = member.size / block_ * block_;
      if (::ioctl(file.get(), FICLONERANGE, &range) == 0) done = range.src_length;
    }
    std::vector<char> buffer(1 << 18);
    while (done < member.size) {
      const std::size_t want = std::min<std::uint64_t>(buffer.size(), member.size - done);
      read_fully(reader_.file(member.part), {buffer.data(), want}, member.data_offset + done, reader_.path());
      write_fully(file, {buffer.data(), want}, done, member.name);
      done += want;
    }
    finish(file, member);
  }

  bool make_node(const Fd& parent, const std::string& base, const Member& member) {
    const bool device = S_ISCHR(member.mode) || S_ISBLK(member.mode);
    if (device && !options_.devices) return false;
    remove_old(parent, base, member.name);
    const dev_t number = makedev(member.device.major, member.device.minor);
    if (::mknodat(parent.get(), base.c_str(), member.mode, device ? number : 0) < 0)
      fail("mknod", member.name);
    own(parent, base, member);
    // mknodat takes the umask.
    if (::fchmodat(parent.get(), base.c_str(), member.mode & 07777, 0) < 0) fail("chmod", member.name);
    return true;
  }

  void remove_old(const Fd& parent, const std::string& base, const std::string& name) {
    if (::unlinkat(parent.get(), base.c_str(), 0) < 0 && errno != ENOENT) fail("unlink", name);
  }

  void own(const Fd& parent, const std::string& base, const Member& member) {
    if (::geteuid() == 0 &&
        ::fchownat(parent.get(), base.c_str(), member.uid, member.gid, AT_SYMLINK_NOFOLLOW) < 0)
      fail("chown", member.name);
  }

  void finish(const Fd& file, const Member& member) {
    if (::geteuid() == 0 && ::fchown(file.get(), member.uid, member.gid) < 0) fail("chown", member.name);
    if (::fchmod(file.get(), member.mode & 07777) < 0) fail("chmod", member.name);
    const timespec times[2] = {{0, UTIME_OMIT}, {static_cast<time_t>(member.mtime), 0}};
    if (::futimens(file.get(), times) < 0) fail("utimens", member.name);
  }

  Reader& reader_;
  const ExtractOptions& options_;
  Fd root_;
  std::uint64_t block_ = 0;
  std::vector<Member> directories_;
  std::map<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>, Made> links_;
};

}  // namespace

ExtractResult extract(const std::string& archive, const std::string& directory,
                      const ExtractOptions& options) {
  Reader reader(archive, Compressed::read);
  return Extractor(reader, directory, options).run();
}

}  // namespace cowpio
