#include "core/unpack/extract.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/filesystem.hpp"
#include "core/fs/in_root.hpp"
#include "core/read/read.hpp"
#include "core/unpack/made.hpp"
#include "core/write/clone.hpp"

namespace cowpio {
namespace {

class Extractor {
 public:
  Extractor(Reader& reader, const std::string& directory, const ExtractOptions& options)
      : reader_(reader), options_(options), root_(open_or_fail(directory, O_RDONLY | O_DIRECTORY)) {
    struct statvfs file_system {};
    if (::fstatvfs(root_.get(), &file_system) < 0) fail("statvfs", directory);
    block_ = block_of(file_system.f_bsize);
    remember_directory(root_, ".");
  }

  ExtractResult run() {
    std::optional<InputError> damage;
    try {
      while (const auto member = reader_.next()) {
        if (options_.progress && !options_.progress(member->header_offset, reader_.size())) throw Aborted();
        if (options_.wanted && !options_.wanted(*member)) continue;
        attempt([&] { ++(make(*member) ? result_.members : result_.left_out); });
        if (wrong_sum_)
          throw InputError(member->name + ": wrong checksum; the kernel stops unpacking here, too");
      }
    } catch (const InputError& refusal) {
      damage = refusal;
    }
    // Creating an entry changes its directory's time; later directories lie in earlier ones.
    std::reverse(directories_.begin(), directories_.end());
    for (const auto& last : directories_)
      if (last) attempt([&] { finish_directory(*last); });
    if (damage) throw InputError(*damage);
    if (options_.progress) options_.progress(reader_.size(), reader_.size());
    return std::move(result_);
  }

 private:
  /// Counts what cannot be made of a member, and goes on. A full disk, or one that fails, ends it.
  template <class Work>
  void attempt(Work work) {
    const auto count = [&](const char* what) {
      ++result_.failed;
      if (result_.failures.size() < failures_max) result_.failures.emplace_back(what);
    };
    try {
      work();
    } catch (const InputError& refusal) {
      count(refusal.what());
    } catch (const SystemError& error) {
      const int code = error.code().value();
      if (code == ENOSPC || code == EDQUOT || code == EIO || code == EROFS || code == EMFILE ||
          code == ENFILE)
        throw;
      count(error.what());
    }
  }

  /// A directory of the tree, symlinks followed within the root.
  Fd open_directory(const std::string& name) {
    Fd fd = find_in_root(root_, name, O_DIRECTORY);
    if (!fd.is_open() && errno == ENOENT && options_.make_directories && name != ".") {
      const Fd parent = open_directory(std::string(directory_of(name)));
      if (::mkdirat(parent.get(), std::string(base_of(name)).c_str(), 0777) < 0 && errno != EEXIST)
        fail("mkdir", name);
      fd = find_in_root(root_, name, O_DIRECTORY);
    }
    if (!fd.is_open() && errno == ENOENT)
      throw InputError(name +
                       ": what lies in it comes before this directory, or without it; see cowpio verify");
    if (!fd.is_open()) fail("open", name);
    return fd;
  }

  bool make(const Member& member) {
    refuse_what_kernel_skips(member);
    const std::string name(S_ISDIR(member.mode) ? without_slashes_behind(member.name) : member.name);
    const std::string base(base_of(name));
    if (name == "." && S_ISDIR(member.mode)) {
      if (!is_padding(member, directories_[0])) remember(directories_[0], member);
      return true;
    }
    if (base.empty() || base == "." || base == "..")
      throw InputError(member.name + ": no name for a file; not extracted");
    refuse_leading_out(name);
    const Fd parent = open_directory(std::string(directory_of(name)));
    switch (member.mode & S_IFMT) {
      case S_IFDIR:
        make_directory(parent, base, member);
        return true;
      case S_IFREG:
        make_file(parent, base, member);
        return true;
      case S_IFLNK:
        unlink_existing(parent, base, member);
        if (::symlinkat(member.target.c_str(), parent.get(), base.c_str()) < 0) fail("symlink", member.name);
        set_new_metadata(parent, base, member);
        return true;
      case S_IFIFO:
      case S_IFSOCK:
      case S_IFCHR:
      case S_IFBLK:
        return make_node(parent, base, member);
      default:
        throw InputError(member.name + ": an unknown type of file; not extracted");
    }
  }

  /// An existing entry of that name is removed, except a directory where one is needed; a directory only when
  /// it is empty (init/initramfs.c: clean_path).
  void unlink_existing(const Fd& parent, const std::string& base, const Member& member) {
    struct stat there {};
    if (::fstatat(parent.get(), base.c_str(), &there, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno != ENOENT) fail("stat", member.name);
      return;
    }
    const bool is_directory = S_ISDIR(there.st_mode);
    if (is_directory && S_ISDIR(member.mode)) return;
    if (::unlinkat(parent.get(), base.c_str(), is_directory ? AT_REMOVEDIR : 0) < 0)
      fail(is_directory ? "rmdir" : "unlink", member.name);
    if (const auto known = directory_locations_.find({there.st_dev, there.st_ino});
        known != directory_locations_.end()) {
      directories_[known->second].reset();
      directory_locations_.erase(known);
    }
  }

  /// Another entry of the same directory says anew what it looks like, as with the kernel and GNU cpio: each
  /// of several archives has its `.`.
  void make_directory(const Fd& parent, const std::string& base, const Member& member) {
    unlink_existing(parent, base, member);
    if (::mkdirat(parent.get(), base.c_str(), 0700) < 0 && errno != EEXIST) fail("mkdir", member.name);
    const Fd directory(::openat(parent.get(), base.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.is_open()) fail("open", member.name);
    remember(directories_[remember_directory(directory, member.name)], member);
  }

  /// The last entry says how a directory looks, and the first its time: the kernel sets those from the last
  /// to the first (init/initramfs.c: dir_add, dir_utime).
  static void remember(std::optional<Member>& known, const Member& member) {
    const std::uint32_t mtime = known ? known->mtime : member.mtime;
    known = member;
    known->mtime = mtime;
  }

  /// Only the very directory that was made: another may have its name by now.
  void finish_directory(const Member& member) {
    const Fd found = open_directory(member.name);
    const Fd directory(::openat(found.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open()) fail("open", member.name);
    struct stat status {};
    if (::fstat(directory.get(), &status) < 0) fail("stat", member.name);
    if (!directory_locations_.contains({status.st_dev, status.st_ino}))
      throw InputError(member.name + ": the directory was replaced by another meanwhile; left as it is");
    set_metadata(directory, member);
  }

  /// Its place in `directories_`.
  std::size_t remember_directory(const Fd& directory, const std::string& name) {
    struct stat status {};
    if (::fstat(directory.get(), &status) < 0) fail("stat", name);
    const auto [known, is_new] =
        directory_locations_.try_emplace({status.st_dev, status.st_ino}, directories_.size());
    if (is_new) directories_.emplace_back();
    return known->second;
  }

  void make_file(const Fd& parent, const std::string& base, const Member& member) {
    const auto first = member.nlink > 1 ? links_.find(member.link_key()) : links_.end();
    if (first != links_.end() && first->second.name != member.name) {
      add_name(parent, base, member, first->second);
      return;
    }
    unlink_existing(parent, base, member);
    const Fd file(
        ::openat(parent.get(), base.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) fail("open", member.name);
    fill(file, member);
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
    if (member.nlink > 1) links_[member.link_key()] = {member.name, status.st_dev, status.st_ino};
  }

  /// A later name of a file or node. The new name is looked at, too: the first may be swapped in between.
  Fd link_to(const Fd& parent, const std::string& base, const Member& member, const Made& first) {
    const std::uint32_t type = member.mode & S_IFMT;
    const Fd directory = open_directory(std::string(directory_of(first.name)));
    const std::string first_base(base_of(first.name));
    const auto replaced = [&] {
      throw InputError(member.name + ": another name of " + first.name +
                       ", which the archive has replaced since; not extracted");
    };
    if (!open_made(directory, first_base, first, type).is_open()) replaced();
    unlink_existing(parent, base, member);
    if (::linkat(directory.get(), first_base.c_str(), parent.get(), base.c_str(), 0) < 0)
      fail("link", member.name);
    Fd made = open_made(parent, base, first, type);
    if (!made.is_open()) {
      ::unlinkat(parent.get(), base.c_str(), 0);
      replaced();
    }
    return made;
  }

  /// A later name of a file, with its metadata, and its data when it brings it.
  void add_name(const Fd& parent, const std::string& base, const Member& member, const Made& first) {
    const Fd made = link_to(parent, base, member, first);
    // The first name may have been given a mode that does not let its owner write.
    set_mode(made, 0600, member);
    const Fd file(::openat(parent.get(), base.c_str(), O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) < 0) fail("open", member.name);
    if (status.st_dev != first.device || status.st_ino != first.inode)
      throw InputError(member.name + ": was replaced by another file meanwhile; left as it is");
    if (member.size > 0 && ::ftruncate(file.get(), 0) < 0) fail("truncate", member.name);
    fill(file, member);
  }

  void fill(const Fd& file, const Member& member) {
    std::uint64_t done = 0;
    if (member.data_offset % block_ == 0 && member.size >= block_) {
      file_clone_range range{};
      range.src_fd = reader_.file(member.segment).get();
      range.src_offset = member.data_offset;
      range.src_length = member.size / block_ * block_;
      if (::ioctl(file.get(), FICLONERANGE, &range) == 0) done = range.src_length;
    }
    std::vector<char> buffer(1 << 18);
    while (done < member.size) {
      const std::size_t want = std::min<std::uint64_t>(buffer.size(), member.size - done);
      read_fully(reader_.file(member.segment), {buffer.data(), want}, member.data_offset + done,
                 reader_.path());
      write_fully(file, {buffer.data(), want}, done, member.name);
      done += want;
    }
    set_metadata(file, member);
    wrong_sum_ = member.has_sum && sum_of(reader_.file(member.segment), member.size, reader_.path(),
                                          member.data_offset) != member.check;
  }

  bool make_node(const Fd& parent, const std::string& base, const Member& member) {
    const bool device = S_ISCHR(member.mode) || S_ISBLK(member.mode);
    if (device && !options_.devices) return false;
    const auto first = member.nlink > 1 ? links_.find(member.link_key()) : links_.end();
    if (first != links_.end() && first->second.name != member.name) {
      link_to(parent, base, member, first->second);
      return true;
    }
    unlink_existing(parent, base, member);
    const dev_t number = makedev(member.device.major, member.device.minor);
    if (::mknodat(parent.get(), base.c_str(), member.mode, device ? number : 0) < 0)
      fail("mknod", member.name);
    const struct stat status = set_new_metadata(parent, base, member);
    if (member.nlink > 1) links_[member.link_key()] = {member.name, status.st_dev, status.st_ino};
    return true;
  }

  Reader& reader_;
  const ExtractOptions& options_;
  Fd root_;
  std::uint64_t block_ = 0;
  std::vector<std::optional<Member>> directories_;  ///< In the order they were made, the root first.
  std::map<std::pair<dev_t, ino_t>, std::size_t> directory_locations_;
  std::map<Member::LinkKey, Made> links_;
  bool wrong_sum_ = false;
  ExtractResult result_;
};

}  // namespace

ExtractResult extract(const std::string& archive, const std::string& directory,
                      const ExtractOptions& options) {
  Reader reader(archive, Compressed::read);
  reader.last_part = options.last_part;
  return Extractor(reader, directory, options).run();
}

}  // namespace cowpio
