#include "verify.hpp"

#include <algorithm>
#include <map>

#include "clone.hpp"
#include "compare.hpp"
#include "headers.hpp"
#include "json.hpp"
#include "newc.hpp"
#include "read.hpp"
#include "request.hpp"
#include "text.hpp"

namespace cowpio {
namespace {

/// The names of one inode of one archive.
struct Links {
  std::uint32_t told = 0;  ///< nlink of the first.
  std::uint32_t seen = 0;
  bool has_data = false;
  std::string first;
};

/// What our writer pads with, where it may not pad names.
bool is_padding(std::string_view name) {
  const std::string_view folder = pad_folder_name;
  return name == folder || (name.starts_with(folder) && name[folder.size()] == '/');
}

/// Of the spellings of one path, as `./a//b/` and `a/b`, the shortest.
std::string plain(std::string_view name) {
  std::string path = name.starts_with('/') ? "/" : "";
  while (!name.empty())
    if (const std::string_view part = cut(name, '/'); !part.empty() && part != ".")
      path.append(path.empty() || path == "/" ? "" : "/").append(part);
  return path.empty() ? "." : path;
}

bool names_a_folder(std::string_view name) {
  return name == "." || name.ends_with('/') || name.ends_with("/.");
}

bool has_type(std::uint32_t mode) {
  return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) || S_ISCHR(mode) || S_ISBLK(mode) ||
         S_ISFIFO(mode) || S_ISSOCK(mode);
}

/// lib/earlycpio.c: MAX_CPIO_FILE_NAME, for what is behind the path that is looked for, NULs included.
constexpr std::size_t early_name_max = 18;

bool is_early(const Member& member) {
  return member.archive == 0 && member.is_regular() &&
         (member.name.starts_with("kernel/x86/microcode/") ||
          member.name.starts_with("kernel/firmware/acpi/"));
}

class Verifier {
 public:
  Verifier(const std::string& archive, const VerifyOptions& options)
      : options_(options), reader_(archive, Compressed::read) {
    if (!options.tree.empty()) tree_ = open_or_fail(options.tree, O_RDONLY | O_DIRECTORY);
    reader_.on_trailer = [&](std::uint64_t at, std::uint32_t name_field) { look_at_trailer(at, name_field); };
  }

  VerifyResult run() {
    try {
      while (const auto member = reader_.next()) {
        if (options_.progress && !options_.progress(member->header_offset, reader_.size())) throw Aborted();
        ++result_.members;
        look_at(*member);
      }
    } catch (const Refusal& damage) {
      find("", damage.what());
    }
    for (const auto& [key, links] : links_) look_at_count(links);
    if (tree_.is_open()) find_missing();
    if (options_.progress) options_.progress(reader_.size(), reader_.size());
    return std::move(result_);
  }

 private:
  void look_at(const Member& member) {
    look_at_header(member);
    look_at_name(member);
    if (member.is_regular()) {
      look_at_links(member);
      look_at_place(member);
      if (member.has_sum && member.size > 0) look_at_sum(member);
    }
    if (tree_.is_open() && !is_padding(member.name) && !member.is_filler())
      for (const std::string& what : differences(tree_, reader_, member, options_)) find(member.name, what);
  }

  void look_at_header(const Member& member) {
    if (member.header_offset % newc::field_alignment != 0)
      find(member.name, "its header is at byte " + std::to_string(member.header_offset) +
                            ", where the kernel looks for none: that is no multiple of 4");
    if (!has_type(member.mode)) find(member.name, "is of no type, so the kernel makes nothing of it");
    if (member.has_sum && !std::exchange(has_sums_, true))
      note(member.name, "is of the format 070702, which kernels before 5.19 refuse");
  }

  /// dracut's skipcpio looks for the name with one NUL.
  void look_at_trailer(std::uint64_t at, std::uint32_t name_field) {
    if (name_field != newc::trailer_name.size() + 1)
      find("", "the end of an archive, at byte " + std::to_string(at) + ", has a name field of " +
                   std::to_string(name_field) + " bytes instead of 11, and skipcpio passes over it");
  }

  void look_at_name(const Member& member) {
    const std::string& name = member.name;
    if (member.name_field > newc::name_field_max)
      find(name, "a name field of " + std::to_string(member.name_field) +
                     " bytes, which the kernel skips without a word (PATH_MAX)");
    if (is_early(member) && member.name_field - name.size() >= early_name_max)
      find(name,
           "has " + std::to_string(member.name_field - name.size() - 1) +
               " NULs too many behind its name: the kernel looks for it before it unpacks, and complains");
    if (name.starts_with('/')) find(name, "an absolute name");
    if (name.empty() || (!S_ISDIR(member.mode) && names_a_folder(name)))
      find(name, "has no name that the kernel could make it by");
    for (std::size_t at = 0; at <= name.size();) {
      const std::size_t end = std::min(name.find('/', at), name.size());
      if (std::string_view(name).substr(at, end - at) == "..") find(name, "a name that leads upwards");
      at = end + 1;
    }
    if (member.is_filler()) return;
    // A later archive may replace what an earlier one brought, and use its folders.
    const auto [place, is_new] = names_.try_emplace(plain(name), member.archive);
    if (!is_new && std::exchange(place->second, member.archive) == member.archive)
      note(name, "is there more than once");
    const std::string folder(folder_of(place->first));
    if (folder != "." && folder != "/" && !names_.contains(folder))
      find(name, "comes before its folder, or without it");
  }

  void look_at_links(const Member& member) {
    if (member.nlink < 2) return;
    auto [place, is_first] = links_.try_emplace(member.link_key());
    Links& links = place->second;
    if (is_first) links = {member.nlink, 0, false, member.name};
    ++links.seen;
    if (links.has_data && member.size > 0)
      note(member.name, "brings data again that another of its names brought");
    links.has_data = links.has_data || member.size > 0;
  }

  /// More than are in the archive have other names outside the tree; GNU cpio counts those, and the kernel
  /// none.
  void look_at_count(const Links& links) {
    if (links.seen == links.told) return;
    const std::string what = "has " + std::to_string(links.told) + " names by its count, " +
                             std::to_string(links.seen) + " are in the archive";
    links.seen < links.told ? note(links.first, what) : find(links.first, what);
  }

  void look_at_place(const Member& member) {
    if (options_.align == 0 || member.size < options_.align) return;
    if (member.part > 0) {
      if (std::exchange(part_off_grid_, member.part) != member.part)
        find(member.name, "is compressed, with what follows it: nothing of that lies on a grid");
      return;
    }
    if (member.data_offset % options_.align != 0)
      find(member.name, "its data starts at byte " + std::to_string(member.data_offset) +
                            ", off the grid of " + std::to_string(options_.align));
  }

  void look_at_sum(const Member& member) {
    const std::uint32_t sum =
        sum_of(reader_.file(member.part), member.size, reader_.path(), member.data_offset);
    if (sum != member.check)
      find(member.name, "the sum of its bytes is " + std::to_string(sum) + ", the archive says " +
                            std::to_string(member.check));
  }

  void find_missing() {
    for (const Request& request : walk_tree(tree_))
      if (request.name != "." && !names_.contains(request.name))
        find(request.name, "of the tree is not in the archive");
  }

  void find(const std::string& name, const std::string& what) {
    result_.findings.push_back({Finding::Gravity::wrong, name, what});
  }
  void note(const std::string& name, const std::string& what) {
    result_.findings.push_back({Finding::Gravity::notable, name, what});
  }

  const VerifyOptions& options_;
  Reader reader_;
  Fd tree_;
  std::map<std::string, std::uint64_t> names_;  ///< And the last archive that has them.
  std::map<Member::LinkKey, Links> links_;
  bool has_sums_ = false;
  std::size_t part_off_grid_ = 0;
  VerifyResult result_;
};

}  // namespace

bool VerifyResult::whole() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.gravity == Finding::Gravity::wrong; });
}

VerifyResult verify(const std::string& archive, const VerifyOptions& options) {
  return Verifier(archive, options).run();
}

std::string json_of(const VerifyResult& result) {
  std::string text = "{\"whole\":" + std::string(result.whole() ? "true" : "false") +
                     ",\"members\":" + std::to_string(result.members) + ",\"findings\":[";
  for (const Finding& finding : result.findings) {
    if (&finding != &result.findings.front()) text += ",\n";
    text += "{\"gravity\":\"" +
            std::string(finding.gravity == Finding::Gravity::wrong ? "wrong" : "notable") +
            "\",\"name\":" + json_string(finding.name) + ",\"what\":" + json_string(finding.what) + "}";
  }
  return text + "]}\n";
}

}  // namespace cowpio
