#include "core/doctor/doctor.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace cowpio {
namespace {

std::string compression_of(const Fd& directory, const std::optional<Mount>& mount) {
  char value[64];
  const ssize_t size = ::fgetxattr(directory.get(), "btrfs.compression", value, sizeof value);
  if (size > 0) return "btrfs.compression=" + std::string(value, static_cast<std::size_t>(size));
  if ((inode_flags(directory) & FS_COMPR_FL) != 0) return "chattr +c";
  for (const char* name : {"compress-force", "compress"})
    if (const auto option = mount ? mount->option(name) : std::nullopt) return *option;
  return "";
}

struct OpenFolder {
  DataDirectory facts;
  Fd directory;
};

Fd open_directory(const std::string& path, const char* role) {
  Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.is_open()) return directory;
  if (errno != ENOENT && errno != ENOTDIR) fail("open", path);
  const bool tree = std::string_view(role) == "tree";
  throw InputError(path + ": no such directory; " +
                   (tree ? "DIR is the directory that the archive's files are in"
                         : "name the one that will be used with --" + std::string(role)));
}

OpenFolder look_at(const char* role, const std::string& path) {
  OpenFolder opened{{}, open_directory(path, role)};
  DataDirectory& facts = opened.facts;
  facts.role = role;
  facts.path = path;
  facts.file_system = file_system_of(opened.directory, path);
  facts.mount = mount_of(opened.directory);
  facts.subvolume = subvolume_of(opened.directory);
  facts.nocow = (inode_flags(opened.directory) & FS_NOCOW_FL) != 0 ||
                (facts.mount && facts.mount->option("nodatacow").has_value());
  if (!facts.nocow) facts.compression = compression_of(opened.directory, facts.mount);
  return opened;
}

void compare_with(DataDirectory& directory, const DataDirectory& tree) {
  directory.same_file_system = directory.file_system.id == tree.file_system.id;
  directory.same_mount = !directory.mount || !tree.mount || directory.mount->id == tree.mount->id;
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), std::free);
  if (resolved == nullptr) fail("realpath", path);
  return resolved.get();
}

/// Where the writer would make its file: beside what the output's symlinks lead to.
std::string output_directory(const std::string& output) {
  struct stat status {};
  std::string path = output;
  if (::stat(output.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return output;
    path = real_path(output);
  }
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

/// A file without a name, or with one for a moment where the file system knows no others.
Fd unnamed_file(const OpenFolder& opened) {
  Fd file(::openat(opened.directory.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.is_open() || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
  const std::string name = ".cowpio-doctor-" + std::to_string(::getpid());
  file = Fd(::openat(opened.directory.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.is_open()) ::unlinkat(opened.directory.get(), name.c_str(), 0);
  return file;
}

/// The trial file of a place. Its second block is the one that is cloned, as in the middle of an archive. The
/// writer makes its output for its sources (Output::match_nocow), what stages files does not.
class TrialFile {
 public:
  explicit TrialFile(const OpenFolder& opened, const Fd* source = nullptr)
      : path_(opened.facts.path), block_(opened.facts.file_system.block), file_(unnamed_file(opened)) {
    if (file_.is_open() && source != nullptr) match_nocow(file_, *source);
    if (!file_.is_open()) {
      failed(errno, "open");
    } else if (::ftruncate(file_.get(), static_cast<off_t>(4 * block_)) < 0) {
      failed(errno, "truncate");
    }
  }

  [[nodiscard]] const Fd& file() const { return file_; }
  /// Clones a block into this file.
  Trial take(const Fd& source, std::uint64_t offset, const std::string& name) const {
    if (broken_.error != 0) return broken_;
    Trial trial{true, 0, "FICLONERANGE", name, is_nocow(source), is_nocow(file_)};
    file_clone_range range{};
    range.src_fd = source.get();
    range.src_offset = offset;
    range.src_length = block_;
    range.dest_offset = block_;
    if (::ioctl(file_.get(), FICLONERANGE, &range) < 0) trial.error = errno;
    return trial;
  }

  /// Passes its block on, written anew where none was cloned into it.
  Trial give(const TrialFile& to, bool has_block) const {
    if (broken_.error != 0) return broken_;
    if (!has_block) {
      const std::string data(block_, 'c');
      const ssize_t count = ::pwrite(file_.get(), data.data(), data.size(), static_cast<off_t>(block_));
      if (count < 0) return {true, errno, "write", path_};
      if (static_cast<std::uint64_t>(count) < block_) return {true, ENOSPC, "write", path_};
    }
    return to.take(file_, block_, path_);
  }

 private:
  static bool is_nocow(const Fd& file) { return (inode_flags(file) & FS_NOCOW_FL) != 0; }
  void failed(int error, const char* call) { broken_ = {true, error, call, path_}; }

  std::string path_;
  std::uint64_t block_;
  Fd file_;
  Trial broken_;  ///< Why there is no such file; error 0 while there is one.
};

std::vector<Step> try_steps(const OpenFolder& tree, const OpenFolder& tmpdir, const OpenFolder& output,
                            const Survey& files) {
  const TrialFile in_tmpdir(tmpdir);
  Trial staged;
  Trial direct;
  if (!files.sample.empty()) {
    const std::string path = tree.facts.path + (tree.facts.path.ends_with('/') ? "" : "/") + files.sample;
    const Fd source(
        ::openat(tree.directory.get(), files.sample.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!source.is_open()) fail("open", path);
    staged = in_tmpdir.take(source, 0, path);
    direct = TrialFile(output, &source).take(source, 0, path);
  }
  const Trial put_out =
      in_tmpdir.give(TrialFile(output, &in_tmpdir.file()), staged.tried && staged.error == 0);
  return {{"tree", "tmpdir", staged, judge(tree.facts, tmpdir.facts, staged)},
          {"tmpdir", "output", put_out, judge(tmpdir.facts, output.facts, put_out)},
          {"tree", "output", direct, judge(tree.facts, output.facts, direct)}};
}

}  // namespace

Diagnosis diagnose(const DoctorOptions& options) {
  const OpenFolder tree = look_at("tree", options.tree);
  OpenFolder tmpdir = look_at("tmpdir", options.tmpdir);
  OpenFolder output = look_at("output", output_directory(options.output));
  compare_with(tmpdir.facts, tree.facts);
  compare_with(output.facts, tree.facts);

  Diagnosis diagnosis;
  diagnosis.files = survey(tree.directory, options.tree, tree.facts.file_system, options.limits);
  diagnosis.steps = try_steps(tree, tmpdir, output, diagnosis.files);
  diagnosis.tree = tree.facts;
  diagnosis.tmpdir = std::move(tmpdir.facts);
  diagnosis.output = std::move(output.facts);
  diagnosis.dracut = options.dracut;
  diagnosis.hints = hints_for(diagnosis);
  return diagnosis;
}

}  // namespace cowpio
