#include "core/unpack/verify.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/format/json.hpp"
#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/lookup.hpp"
#include "core/input/request.hpp"
#include "core/read/read.hpp"
#include "core/unpack/compare.hpp"
#include "core/unpack/link_groups.hpp"
#include "core/unpack/rootfs.hpp"
#include "core/write/clone.hpp"
#include "core/write/headers.hpp"

namespace cowpio {
namespace {

/// Returns the shortest spelling of a path: `a/b` for `./a//b/`.
std::string plain(std::string_view name) {
  std::string path;
  while (!name.empty())
    if (const std::string_view component = cut(name, '/'); !component.empty() && component != ".")
      path.append(path.empty() ? "" : "/").append(component);
  return path.empty() ? "." : path;
}

/// lib/earlycpio.c: MAX_CPIO_FILE_NAME, for what is behind the path that is looked for, NULs included.
constexpr std::size_t early_name_max = 18;

bool is_early_path(std::string_view path) {
  return path.starts_with("kernel/x86/microcode/") || path.starts_with("kernel/firmware/acpi/");
}

/// The metadata of a directory entry.
struct Metadata {
  explicit Metadata(const Member& member)
      : mode(member.mode), uid(member.uid), gid(member.gid), mtime(member.mtime) {}
  bool operator==(const Metadata&) const = default;

  std::uint32_t mode;
  std::uint32_t uid;
  std::uint32_t gid;
  std::uint32_t mtime;
};

class Verifier {
 public:
  Verifier(const std::string& archive, const VerifyOptions& options)
      : options_(options), reader_(archive, Compressed::read) {
    if (!options.tree.empty()) tree_ = open_or_fail(options.tree, O_RDONLY | O_DIRECTORY);
    reader_.on_trailer = [&](std::uint64_t at, std::uint32_t name_size) { look_at_trailer(at, name_size); };
    reader_.on_oddity = [&](Oddity oddity, std::uint64_t at) { look_at_oddity(oddity, at); };
    reader_.on_refused_stream = [&](std::uint64_t at, const std::string& why) {
      find(Rule::stream_refused, "", "at byte " + std::to_string(at) + " the kernel refuses " + why);
    };
  }

  VerifyResult run() {
    try {
      while (const auto member = reader_.next()) {
        if (options_.progress && !options_.progress(member->header_offset, reader_.size())) throw Aborted();
        ++result_.members;
        look_at(*member);
      }
    } catch (const InputError& damage) {
      find(Rule::damage, "", damage.what());
    }
    links_.end_archive();
    if (result_.members == 0 && result_.found == 0) {
      if (has_trailer_)
        find(Rule::no_members, "", "no member is in the archive");
      else
        find(Rule::empty, "", "the file holds no archive");
    }
    if (tree_.is_open()) find_missing();
    if (options_.progress) options_.progress(reader_.size(), reader_.size());
    return std::move(result_);
  }

 private:
  void look_at(const Member& member) {
    look_at_header(member);
    look_at_name(member);
    const bool is_padding = look_at_padding(member);
    const Rootfs::Fate fate = rootfs_.make(member);
    if (fate.rule && !(is_padding && *fate.rule == Rule::repeated)) report(*fate.rule, member);
    if (!fate.is_made) return;
    if (member.is_regular()) {
      look_at_place(member);
      if (member.has_sum) look_at_sum(member);
    }
    struct stat status {};
    bool is_in_tree = false;
    if (tree_.is_open() && !is_padding) {
      const auto found = differences(tree_, reader_, member, options_, status);
      for (const auto& [rule, what] : found) find(rule, member.name, what);
      is_in_tree = status.st_ino != 0 && (found.empty() || found[0].rule != Rule::tree_type);
    }
    if (member.is_regular()) links_.add(member, is_in_tree ? &status : nullptr, fate.node);
  }

  /// Entries that only move what follows: a repeated directory that changes nothing, and our own padding
  /// files, by name, metadata and content (Headers). An entry that only looks like one is compared.
  bool look_at_padding(const Member& member) {
    const auto same_owner = [&](const Member& other) {
      return member.uid == other.uid && member.gid == other.gid && member.mtime == other.mtime;
    };
    const std::string_view directory = pad_directory_name;
    if (member.name == directory && member.mode == (S_IFDIR | 0755) && member.size == 0)
      return pad_ = member, true;
    if (S_ISDIR(member.mode)) {
      const auto [known, is_first] = directories_.try_emplace(plain(member.name), Metadata(member));
      const bool is_root = known->first == ".";
      const bool is_same = is_first ? is_root && repeats_default(member) : known->second == Metadata(member);
      if (is_same && member.has_padded_name()) {
        if (is_first) directories_.erase(known);
        return true;
      }
      if (is_root && !is_first && !is_same) {
        if (member.has_padded_name())
          find(Rule::root_changed, member.name, "has padding, and changes the directory that it repeats");
        else
          find(Rule::repeated, member.name, "is there more than once, and not the same");
      }
      known->second = Metadata(member);
      return false;
    }
    return pad_ && member.mode == (S_IFREG | 0644) && same_owner(*pad_) && member.nlink < 2 &&
           member.name == pad_file_name(member.inode) && rootfs_.is_directory(directory) &&
           is_all_nuls(member);
  }

  static bool repeats_default(const Member& member) {
    return member.mode == (S_IFDIR | 0755) && member.uid == 0 && member.gid == 0 && member.mtime == 0;
  }

  bool is_all_nuls(const Member& member) {
    std::vector<char> buffer(std::min<std::uint64_t>(member.size, 1 << 16));
    for (std::uint64_t at = 0; at < member.size;) {
      const std::size_t count = std::min<std::uint64_t>(buffer.size(), member.size - at);
      read_fully(reader_.file(member.segment), {buffer.data(), count}, member.data_offset + at,
                 reader_.path());
      if (std::any_of(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count),
                      [](char byte) { return byte != '\0'; }))
        return false;
      at += count;
    }
    return true;
  }

  /// Reports the kernel's treatment of a member.
  void report(Rule rule, const Member& member) {
    if (rule == Rule::repeated && member.is_filler()) return;
    find(rule, member.name, treatment(rule, member));
  }

  void look_at_header(const Member& member) {
    if (member.header_offset % newc::field_alignment != 0)
      find(Rule::header_place, member.name,
           "its header is at byte " + std::to_string(member.header_offset) +
               ", where the kernel does not look for one: not a multiple of 4");
    if (member.has_sum && !std::exchange(has_sums_, true))
      find(Rule::checksums_used, member.name, "is of the format 070702, which kernels before 5.19 refuse");
  }

  /// dracut's skipcpio looks for the name with one NUL.
  void look_at_trailer(std::uint64_t at, std::uint32_t name_size) {
    has_trailer_ = true;
    links_.end_archive();
    rootfs_.end_archive();
    directories_.clear();
    if (name_size != newc::trailer_name.size() + 1)
      find(Rule::trailer_padding, "",
           "the end of an archive, at byte " + std::to_string(at) + ", has a name field of " +
               std::to_string(name_size) + " bytes instead of 11, and skipcpio passes over it");
  }

  void look_at_oddity(Oddity oddity, std::uint64_t at) {
    const std::string archive = "the archive that ends at byte " + std::to_string(at);
    if (oddity == Oddity::no_trailer)
      find(Rule::no_trailer, "", archive + " has no TRAILER!!!: allowed, but it may have been cut off");
    else
      find(Rule::stream_padding, "",
           "the stream at byte " + std::to_string(at) +
               " ends without the padding of its last member, which the kernel refuses");
  }

  void look_at_name(const Member& member) {
    const std::string& name = member.name;
    if (member.is_regular() && is_early_path(plain(name))) {
      if (member.segment > 0 || !is_early_path(name))
        find(Rule::early_not_found, name,
             member.segment > 0
                 ? "is compressed, so the kernel does not find it before it unpacks"
                 : "is not spelled as the kernel looks for it before it unpacks: without `./` or `/`");
      else if (had_stream_)
        find(Rule::early_not_found, name,
             "comes after a compressed part, where the kernel does not look for it");
      else if (member.archive == 0 && member.name_size - name.size() >= early_name_max)
        find(Rule::early_padding, name,
             "has " + std::to_string(member.name_size - name.size() - 1) +
                 " NULs too many behind its name: the kernel looks for it before it unpacks, and complains");
    }
    had_stream_ = had_stream_ || member.segment > 0;
    if (name.starts_with('/')) find(Rule::name_absolute, name, "an absolute name");
    for (std::string_view rest = name; !rest.empty();)
      if (cut(rest, '/') == "..") return find(Rule::name_dotdot, name, "a name that leads upwards");
  }

  void look_at_place(const Member& member) {
    if (options_.align == 0 || member.size < options_.align) return;
    if (member.segment > 0) {
      if (std::exchange(unaligned_segment_, member.segment) != member.segment)
        find(Rule::compressed_unaligned, member.name,
             "is compressed, with what follows it: nothing of that is aligned");
      return;
    }
    if (member.data_offset % options_.align != 0)
      find(Rule::unaligned, member.name,
           "its data starts at byte " + std::to_string(member.data_offset) + ", not at a multiple of " +
               std::to_string(options_.align));
  }

  void look_at_sum(const Member& member) {
    const std::uint32_t sum =
        sum_of(reader_.file(member.segment), member.size, reader_.path(), member.data_offset);
    if (sum != member.check)
      find(Rule::checksum, member.name,
           "the checksum of its bytes is " + std::to_string(sum) + ", the archive says " +
               std::to_string(member.check));
  }

  void find_missing() {
    Lookup lookup(Fd(::fcntl(tree_.get(), F_DUPFD_CLOEXEC, 0)), Lookup::Symlinks::refuse);
    for (const Request& request : walk_tree(lookup))
      if (request.name != "." && !rootfs_.contains(request.name))
        find(Rule::tree_extra, request.name, "of the tree is not in the archive");
  }

  void find(Rule rule, const std::string& name, const std::string& what) {
    const Severity severity = row_of(rule).severity;
    ++result_.found;
    if (severity == Severity::error) ++result_.errors;
    if (result_.findings.size() < findings_max)
      result_.findings.push_back({rule, severity, name, what});
    else if (result_.findings.size() == findings_max)
      result_.findings.push_back(
          {Rule::too_many, Severity::note, "", "there are more findings, which are counted only"});
  }

  const VerifyOptions& options_;
  Reader reader_;
  Fd tree_;
  Rootfs rootfs_;
  std::unordered_map<std::string, Metadata>
      directories_;            ///< Directories of this archive as last named, by path.
  std::optional<Member> pad_;  ///< The directory of padding files.
  bool has_trailer_ = false;
  bool had_stream_ = false;
  LinkGroups links_{
      [this](Rule rule, const std::string& name, const std::string& what) { find(rule, name, what); }};
  bool has_sums_ = false;
  std::size_t unaligned_segment_ = 0;
  VerifyResult result_;
};

}  // namespace

VerifyResult verify(const std::string& archive, const VerifyOptions& options) {
  return Verifier(archive, options).run();
}

std::string json_of(const Finding& finding) {
  return JsonObject()
      .add("severity", finding.severity == Severity::error ? "error" : "note")
      .add("rule", row_of(finding.rule).code)
      .add("name", finding.name)
      .add("what", finding.what)
      .text();
}

std::string json_of(const VerifyResult& result) {
  return JsonObject()
      .add("intact", result.intact())
      .add("members", result.members)
      .add("found", result.found)
      .add_json("findings", json_of(result.findings, ",\n"))
      .text();
}

}  // namespace cowpio
