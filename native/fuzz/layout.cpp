/// Any entries and options: planned, and what has to hold of every plan; written, and read back.
#include "core/write/layout.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/read/read.hpp"
#include "core/write/write.hpp"
#include "fuzz.hpp"
#include "unpack.hpp"

using namespace cowpio;

namespace {

constexpr std::uint64_t sizes[] = {0, 1, 3, 511, 4095, 4096, 4097, 8192, 12289, 20000};

/// Directory of the entries' data; the Makefile provides one in memory.
class Sources {
 public:
  Sources() {
    std::string name = std::filesystem::temp_directory_path() / "cowpio-fuzz-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
    for (const std::uint64_t size : sizes)
      std::ofstream(path + "/" + std::to_string(size), std::ios::binary) << content(size);
  }
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  ~Sources() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  /// Other bytes for each size.
  static const std::string& content(std::uint64_t size) {
    static std::map<std::uint64_t, std::string> made;
    const auto [known, is_new] = made.try_emplace(size, size, '\0');
    if (is_new)
      for (std::uint64_t i = 0; i < size; ++i) known->second[i] = static_cast<char>(i * 31 + (i >> 8) + size);
    return known->second;
  }
  std::string path;
};

const Sources& sources() {
  static const Sources made;
  return made;
}

std::string name_from(FuzzedDataProvider& bytes, const std::vector<Request>& earlier) {
  static const char* const special[] = {".",         "early_cpio", "kernel/x86/microcode/a",
                                        "TRAILER!!", "a/./b",      "a//b"};
  std::string directory;
  if (!earlier.empty() && bytes.ConsumeBool())
    directory = earlier[bytes.ConsumeIntegralInRange<std::size_t>(0, earlier.size() - 1)].name + "/";
  const auto kind = bytes.ConsumeIntegralInRange<unsigned>(0, 15);
  if (kind == 0) return bytes.PickValueInArray(special);
  if (kind == 1) return directory + std::string(bytes.ConsumeIntegralInRange<std::size_t>(1, 4200), 'n');
  if (kind == 2) return directory + "a/b";
  return directory + static_cast<char>('a' + bytes.ConsumeIntegralInRange<int>(0, 7));
}

Request request_from(FuzzedDataProvider& bytes, const std::vector<Request>& earlier) {
  static constexpr std::uint32_t types[] = {S_IFDIR, S_IFLNK, S_IFIFO, S_IFCHR, S_IFREG};
  Request request;
  request.name = name_from(bytes, earlier);
  request.overrides = std::make_unique<Overrides>();
  Overrides& overrides = *request.overrides;
  overrides.uid = bytes.ConsumeIntegralInRange<std::uint32_t>(0, 3);
  const auto kind = bytes.ConsumeIntegralInRange<std::size_t>(0, 9);
  if (kind >= std::size(types)) {
    overrides.source = std::to_string(bytes.PickValueInArray(sizes));
    overrides.hard_link = kind >= 8;
    return request;
  }
  overrides.type = types[kind];
  if (overrides.type == S_IFLNK)
    overrides.target = earlier.empty() || bytes.ConsumeBool() ? "a" : earlier.front().name.substr(0, 4095);
  return request;
}

void check_padding(const std::vector<Entry>& entries, const LayoutOptions& options, const Layout& layout,
                   bool early) {
  const bool by_name = options.pad == LayoutOptions::Pad::name;
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    REQUIRE(laid_out.name_size >= 2 && laid_out.name_size <= newc::name_size_max);
    if (laid_out.is_entry()) {
      const std::size_t name = entries[laid_out.entry].name.size() + 1;
      const bool may_pad = by_name && !early && laid_out.data_size > 0;
      REQUIRE(may_pad ? laid_out.name_size >= name : laid_out.name_size == name);
    } else {
      REQUIRE(!early);
      // Files pad where no directory can be repeated.
      REQUIRE((laid_out.entry == LaidOutEntry::padding) == (by_name && layout.padding.has_value()));
      REQUIRE(laid_out.entry == LaidOutEntry::pad_file || laid_out.data_size == 0);
    }
  }
}

void check_places(const std::vector<Entry>& entries, const LayoutOptions& options, const Layout& layout,
                  bool early) {
  std::uint64_t at = newc::align_up(options.start, newc::field_alignment);
  REQUIRE(layout.start == at);
  std::uint64_t cloneable = 0;
  std::set<std::uint32_t> seen;
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    REQUIRE(laid_out.header_at == at);
    at = laid_out.end();
    if (!laid_out.is_entry()) continue;
    REQUIRE(seen.insert(laid_out.entry).second);
    const Entry& entry = entries[laid_out.entry];
    REQUIRE(laid_out.data_size == entry.size || (laid_out.data_size == 0 && entry.linked));
    if (laid_out.placement != Placement::aligned) continue;
    const std::uint64_t alignment = options.bounded ? options.block : options.alignment;
    REQUIRE(!early && options.alignment % options.block == 0 && laid_out.data_at() % alignment == 0);
    REQUIRE(laid_out.data_size >= options.block && laid_out.data_size >= options.min_clone);
    cloneable += laid_out.data_size / options.block * options.block;
  }
  REQUIRE(seen.size() == entries.size());
  REQUIRE(layout.cloneable == cloneable);
  REQUIRE(layout.trailer_at == at);
  REQUIRE(layout.end % newc::archive_block == 0 && layout.end > at);
}

/// All names of a file that carry data carry all of it, once.
void check_links(const std::vector<Entry>& entries, const Layout& layout) {
  std::map<Entry::File, std::pair<std::uint32_t, std::uint64_t>> files;  // to inode and bytes
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    if (!laid_out.is_entry() || !entries[laid_out.entry].linked) continue;
    const Entry& entry = entries[laid_out.entry];
    const auto [file, is_first] = files.try_emplace(entry.file(), laid_out.inode, 0);
    REQUIRE(file->second.first == laid_out.inode);
    file->second.second += laid_out.data_size;
    REQUIRE(file->second.second <= entry.size);
  }
  for (const Entry& entry : entries)
    if (entry.linked) REQUIRE(files.at(entry.file()).second == entry.size);
}

/// For whoever looks into a finding.
void show(const std::vector<Entry>& entries, const Layout& layout, const std::string& unpacked) {
  for (const Entry& entry : entries)
    std::fprintf(stderr, "entry %.60s mode %o size %ju inode %ju\n", entry.name.c_str(), entry.mode,
                 static_cast<std::uintmax_t>(entry.size),
                 static_cast<std::uintmax_t>(entry.linked ? entry.file_id.inode : 0));
  for (const LaidOutEntry& laid_out : layout.laid_out)
    if (laid_out.is_entry()) std::fprintf(stderr, "placed %.60s\n", entries[laid_out.entry].name.c_str());
  std::fputs(unpacked.c_str(), stderr);
}

Layout check_plan(const std::vector<Entry>& entries, const LayoutOptions& options) {
  Layout layout = plan_layout(entries, options);
  bool early = false;
  for (const Entry& entry : entries)
    if (entry.name == "early_cpio" || entry.name.starts_with("kernel/x86/microcode/")) early = true;
  check_padding(entries, options, layout, early);
  check_places(entries, options, layout, early);
  check_links(entries, layout);

  LayoutOptions given = options;
  given.order = LayoutOptions::Order::given;
  const Layout in_order = plan_layout(entries, given);
  std::uint32_t next = 0;
  for (const LaidOutEntry& laid_out : in_order.laid_out)
    if (laid_out.is_entry()) REQUIRE(laid_out.entry == next++);
  const fuzz::Unpacked before(entries, in_order, fuzz::Unpacked::What::entries);
  const fuzz::Unpacked after(entries, layout);
  const bool same = !before.is_whole() || (after.is_whole() && before.describe() == after.describe());
  if (!same)
    show(entries, layout, "in the given order:\n" + before.describe() + "as placed:\n" + after.describe());
  REQUIRE(same);
  return layout;
}

void check_member(const Layout& layout, const Member& member, const LaidOutEntry& laid_out,
                  const Entry& entry) {
  REQUIRE(member.header_offset == laid_out.header_at);
  REQUIRE(member.data_offset == laid_out.data_at());
  REQUIRE(member.size == laid_out.data_size);
  REQUIRE(member.inode == laid_out.inode && member.nlink == laid_out.nlink);
  if (!laid_out.is_entry()) {
    const bool directory = laid_out.entry != LaidOutEntry::pad_file;
    REQUIRE(S_ISDIR(member.mode) == directory && S_ISREG(member.mode) == !directory);
    REQUIRE(laid_out.entry != LaidOutEntry::padding || member.name == layout.padding->name);
  }
  REQUIRE(member.name == entry.name);
  REQUIRE(member.mode == entry.mode && member.uid == entry.uid && member.mtime == entry.mtime);
  if (entry.is_symlink()) REQUIRE(member.target == entry.origin);
}

std::string bytes_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(bytes).str();
}

void check_archive(const std::string& path, const Layout& layout, const std::vector<Entry>& entries) {
  Reader reader(path);
  const std::string bytes = bytes_of(path);
  REQUIRE(bytes.size() == layout.end);
  Headers headers(entries, layout);
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    const auto member = reader.next();
    REQUIRE(member.has_value());
    check_member(layout, *member, laid_out, headers.next(laid_out));
    const std::string_view data = std::string_view(bytes).substr(laid_out.data_at(), laid_out.data_size);
    if (laid_out.is_entry() && entries[laid_out.entry].is_regular())
      REQUIRE(data == Sources::content(laid_out.data_size));
    if (!laid_out.is_entry()) REQUIRE(data.find_first_not_of('\0') == std::string::npos);
  }
  REQUIRE(!reader.next());
}

LayoutOptions options_from(FuzzedDataProvider& bytes) {
  static constexpr std::uint64_t alignments[] = {0, 4, 8, 12, 64, 512, 1024, 4096, 8192, 65536};
  static constexpr std::uint64_t blocks[] = {512, 1024, 4096, 65536};
  LayoutOptions options;
  options.start = bytes.ConsumeIntegralInRange<std::uint64_t>(0, 9000);
  options.alignment = bytes.PickValueInArray(alignments);
  options.bounded = bytes.ConsumeBool();
  options.block = bytes.PickValueInArray(blocks);
  options.min_clone = bytes.PickValueInArray(sizes);
  if (bytes.ConsumeIntegralInRange<int>(0, 3) == 0) options.order = LayoutOptions::Order::given;
  if (bytes.ConsumeBool()) options.pad = LayoutOptions::Pad::file;
  return options;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider bytes(data, size);
  LayoutOptions options = options_from(bytes);
  WriteOptions write;
  write.sums = bytes.ConsumeBool();
  write.fill_holes = bytes.ConsumeBool();
  const bool writes = bytes.ConsumeIntegralInRange<int>(0, 3) == 0;  // a plan alone is ten times as fast
  std::vector<Request> requests;
  while (requests.size() < 40 && bytes.remaining_bytes() > 0)
    requests.push_back(request_from(bytes, requests));

  const auto requested = [&] {
    std::vector<Request> copies;
    copies.reserve(requests.size());
    for (const Request& request : requests)
      copies.push_back({request.name, std::make_unique<Overrides>(*request.overrides)});
    return copies;
  };
  try {
    static Lookup tree(sources().path);
    const std::vector<Entry> entries = scan(tree, requested(), write.scan);
    if (!writes) {
      check_plan(entries, options);
      return 0;
    }
    options.block = 4096;  // tmpfs's and most others'
    const std::uint64_t before = options.start;
    // An output that does not end with a trailer gets four NULs, as a compressed stream needs them.
    if (before > 0) options.start += newc::field_alignment;
    const Layout layout = check_plan(entries, options);
    const std::string output = sources().path + "/archive";
    std::ofstream(output, std::ios::binary) << std::string(before, '\0');
    write.alignment = options.alignment;
    write.bounded = options.bounded;
    write.min_clone = options.min_clone;
    write.order = options.order;
    write.pad = options.pad;
    write_archive(sources().path, requested(), output, write);
    check_archive(output, layout, entries);
  } catch (const InputError&) {  // what it has to do with names that no archive can hold
  }
  return 0;
}
