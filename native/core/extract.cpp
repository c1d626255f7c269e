#include "extract.hpp"

#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <map>

#include "filesystem.hpp"
#include "read.hpp"
#include "text.hpp"

namespace cowpio {
namespace {

class Extractor {
 public:
  Extractor(Reader& reader, const std::string& directory, const ExtractOptions& options)
      : reader_(reader), options_(options), root_(open_or_fail(directory, O_RDONLY | O_DIRECTORY)) {
    struct statvfs file_system {};
    if (::fstatvfs(root_.get(), &file_system) < 0) fail("statvfs", directory);
    block_ = block_of(file_system.f_bsize);
    remember_folder(root_, ".");
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
    // What is made in a folder changes its time; what came later lies in what came before.
    std::reverse(folders_.begin(), folders_.end());
    for (const auto& last : folders_)
      if (last) finish(open_beneath(last->name, O_RDONLY | O_DIRECTORY), *last);
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
    if (!fd.is_open() && errno == ENOENT)
      throw Refusal(name + ": what lies in it comes before this folder, or without it; see cowpio verify");
    if (!fd.is_open()) fail("open", name);
    return fd;
  }

  bool make(const Member& member) {
    const std::string name(S_ISDIR(member.mode) ? without_slashes_behind(member.name) : member.name);
    const std::string base(base_of(name));
    if (name == "." && S_ISDIR(member.mode)) {
      if (!member.is_filler()) folders_[0] = member;
      return true;
    }
    if (base.empty() || base == "." || base == "..")
      throw Refusal(member.name + ": no name for a file; not extracted");
    const Fd parent = open_beneath(std::string(folder_of(name)), O_RDONLY | O_DIRECTORY);
    switch (member.mode & S_IFMT) {
      case S_IFDIR:
        make_folder(parent, base, member);
        return true;
      case S_IFREG:
        make_file(parent, base, member);
        return true;
      case S_IFLNK:
        make_way(parent, base, member);
        if (::symlinkat(member.target.c_str(), parent.get(), base.c_str()) < 0) fail("symlink", member.name);
        own(parent, base, member);
        set_time(parent, base, member);
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

  /// What has that name already goes, but for a folder where one is wanted; a folder only when it is empty
  /// (init/initramfs.c: clean_path).
  void make_way(const Fd& parent, const std::string& base, const Member& member) {
    struct stat there {};
    if (::fstatat(parent.get(), base.c_str(), &there, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno != ENOENT) fail("stat", member.name);
      return;
    }
    const bool is_folder = S_ISDIR(there.st_mode);
    if (is_folder && S_ISDIR(member.mode)) return;
    if (::unlinkat(parent.get(), base.c_str(), is_folder ? AT_REMOVEDIR : 0) < 0)
      fail(is_folder ? "rmdir" : "unlink", member.name);
    if (const auto known = folder_places_.find({there.st_dev, there.st_ino}); known != folder_places_.end()) {
      folders_[known->second].reset();
      folder_places_.erase(known);
    }
  }

  /// Another entry of the same folder says anew what it looks like, as with the kernel and GNU cpio: each of
  /// several archives has its `.`.
  void make_folder(const Fd& parent, const std::string& base, const Member& member) {
    make_way(parent, base, member);
    if (::mkdirat(parent.get(), base.c_str(), 0700) < 0 && errno != EEXIST) fail("mkdir", member.name);
    const Fd folder(::openat(parent.get(), base.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.is_open()) fail("open", member.name);
    folders_[remember_folder(folder, member.name)] = member;
  }

  /// Its place in `folders_`.
  std::size_t remember_folder(const Fd& folder, const std::string& name) {
    struct stat status {};
    if (::fstat(folder.get(), &status) < 0) fail("stat", name);
    const auto [known, is_new] = folder_places_.try_emplace({status.st_dev, status.st_ino}, folders_.size());
    if (is_new) folders_.emplace_back();
    return known->second;
  }

  void make_file(const Fd& parent, const std::string& base, const Member& member) {
    const auto first = member.nlink > 1 ? links_.find(member.link_key()) : links_.end();
    if (first != links_.end() && first->second.name != member.name) {
      add_name(parent, base, member, first->second);
      return;
    }
    make_way(parent, base, member);
    const Fd file(
        ::openat(parent.get(), base.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) fail("open", member.name);
    fill(file, member);
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
    if (member.nlink > 1) links_[member.link_key()] = {member.name, status.st_dev, status.st_ino};
  }

  /// A later name of a file, with its metadata, and its data when it brings it: only to the very file that
  /// was made for the first one.
  void add_name(const Fd& parent, const std::string& base, const Member& member, const Made& first) {
    const Fd found(::openat(open_beneath(std::string(folder_of(first.name)), O_RDONLY | O_DIRECTORY).get(),
                            std::string(base_of(first.name)).c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!found.is_open()) fail("open", first.name);
    if (::fstat(found.get(), &status) < 0) fail("stat", first.name);
    // A number may be used again, so its type is asked for, too.
    if (!S_ISREG(status.st_mode) || status.st_dev != first.device || status.st_ino != first.inode)
      throw Refusal(member.name + ": another name of " + first.name +
                    ", which the archive has replaced since; not extracted");
    make_way(parent, base, member);
    const std::string path = proc_path(found);
    if (::linkat(AT_FDCWD, path.c_str(), parent.get(), base.c_str(), AT_SYMLINK_FOLLOW) < 0)
      fail("link", member.name);
    // The first name may have been given a mode that does not let its owner write.
    if (::chmod(path.c_str(), 0600) < 0) fail("chmod", member.name);
    const Fd file = open_or_fail(path, O_WRONLY | O_NONBLOCK);
    if (member.size > 0 && ::ftruncate(file.get(), 0) < 0) fail("truncate", member.name);
    fill(file, member);
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
    make_way(parent, base, member);
    const dev_t number = makedev(member.device.major, member.device.minor);
    if (::mknodat(parent.get(), base.c_str(), member.mode, device ? number : 0) < 0)
      fail("mknod", member.name);
    own(parent, base, member);
    // mknodat takes the umask.
    if (::fchmodat(parent.get(), base.c_str(), member.mode & 07777, 0) < 0) fail("chmod", member.name);
    set_time(parent, base, member);
    return true;
  }

  void own(const Fd& parent, const std::string& base, const Member& member) {
    if (::geteuid() == 0 &&
        ::fchownat(parent.get(), base.c_str(), member.uid, member.gid, AT_SYMLINK_NOFOLLOW) < 0)
      fail("chown", member.name);
  }

  static std::array<timespec, 2> times_of(const Member& member) {
    return {{{0, UTIME_OMIT}, {static_cast<time_t>(member.mtime), 0}}};
  }

  void set_time(const Fd& parent, const std::string& base, const Member& member) {
    if (::utimensat(parent.get(), base.c_str(), times_of(member).data(), AT_SYMLINK_NOFOLLOW) < 0)
      fail("utimens", member.name);
  }

  void finish(const Fd& file, const Member& member) {
    if (::geteuid() == 0 && ::fchown(file.get(), member.uid, member.gid) < 0) fail("chown", member.name);
    if (::fchmod(file.get(), member.mode & 07777) < 0) fail("chmod", member.name);
    if (::futimens(file.get(), times_of(member).data()) < 0) fail("utimens", member.name);
  }

  Reader& reader_;
  const ExtractOptions& options_;
  Fd root_;
  std::uint64_t block_ = 0;
  std::vector<std::optional<Member>> folders_;  ///< In the order they were made, the root first.
  std::map<std::pair<dev_t, ino_t>, std::size_t> folder_places_;
  std::map<Member::LinkKey, Made> links_;
};

}  // namespace

ExtractResult extract(const std::string& archive, const std::string& directory,
                      const ExtractOptions& options) {
  Reader reader(archive, Compressed::read);
  return Extractor(reader, directory, options).run();
}

}  // namespace cowpio
