#include "core/write/layout.hpp"

#include <optional>
#include <random>

#include "core/format/newc.hpp"
#include "core/fs/fd.hpp"
#include "core/write/headers.hpp"
#include "testing.hpp"

using namespace cowpio;

namespace {

Entry file(std::string name, std::uint64_t size) {
  Entry entry;
  entry.name = std::move(name);
  entry.mode = S_IFREG | 0644;
  entry.size = size;
  return entry;
}

Entry directory(std::string name) {
  Entry entry = file(std::move(name), 0);
  entry.mode = S_IFDIR | 0755;
  return entry;
}

LayoutOptions given_order(std::uint64_t start, std::uint64_t alignment, std::uint64_t block) {
  LayoutOptions options{start, alignment, block};
  options.order = LayoutOptions::Order::given;
  options.root = directory(".");
  return options;
}

/// Headers follow each other without a hole that is no name field or newc's own padding.
void check_whole(const std::vector<Entry>& entries, const Layout& layout) {
  std::uint64_t at = layout.start;
  std::size_t next = 0;
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    EQUAL(laid_out.header_at, at);
    CHECK(laid_out.name_size >= 2 && laid_out.name_size <= newc::name_size_max);
    EQUAL(laid_out.data_at(), at + newc::header_size(laid_out.name_size));
    if (laid_out.is_entry()) {
      EQUAL(laid_out.entry, next);
      CHECK(laid_out.name_size > entries[next].name.size());
      ++next;
    }
    at = newc::align_up(laid_out.data_at() + laid_out.data_size, 4);
  }
  EQUAL(next, entries.size());
  EQUAL(layout.trailer_at, at);
  EQUAL(layout.end % 512, 0U);
  CHECK(layout.end >= at + 124);
}

std::vector<Entry> random_entries(std::mt19937& random, std::size_t count) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t length = random() % 10 == 0 ? 1 + random() % 4095 : 1 + random() % 80;
    const std::uint64_t size = random() % 3 == 0 ? random() % 100 : random() % 300000;
    entries.push_back(file(std::string(length, 'n'), size));
  }
  return entries;
}

}  // namespace

TEST("every file of at least a block is aligned, whatever its name and the alignment") {
  std::mt19937 random(20261123);
  for (const std::uint64_t alignment : {1024U, 4096U, 16384U, 65536U, 1048576U}) {
    for (int round = 0; round < 40; ++round) {
      const auto entries = random_entries(random, 50);
      const std::uint64_t block = alignment == 1048576 ? 4096 : alignment;
      const Layout layout = plan_layout(entries, given_order(random() % 5000, alignment, block));
      check_whole(entries, layout);
      for (const LaidOutEntry& laid_out : layout.laid_out) {
        if (!laid_out.is_entry()) continue;
        const bool eligible = entries[laid_out.entry].size >= block;
        CHECK(eligible == (laid_out.placement == Placement::aligned));
        if (!eligible) continue;
        EQUAL(laid_out.data_at() % alignment, 0U);
        EQUAL(laid_out.clone_size(block), laid_out.data_size / block * block);
      }
    }
  }
}

TEST("every distance to the alignment can be reached") {
  for (std::uint64_t start = 0; start < 4096; start += 4)
    for (const std::size_t length :
         {std::size_t{1}, std::size_t{100}, std::size_t{4000}, std::size_t{4095}}) {
      const std::vector<Entry> entries{file(std::string(length, 'n'), 5000)};
      const Layout layout = plan_layout(entries, given_order(start, 4096, 4096));
      check_whole(entries, layout);
      EQUAL(layout.laid_out.back().data_at() % 4096, 0U);
    }
}

TEST("without an alignment data follows its name and nothing is cloned") {
  const std::vector<Entry> entries{file("a", 10000), file("b", 10000)};
  for (const std::uint64_t alignment : {0U, 4U}) {
    const Layout layout = plan_layout(entries, given_order(0, alignment, 4096));
    for (const LaidOutEntry& laid_out : layout.laid_out) {
      CHECK(laid_out.placement == Placement::unaligned);
      EQUAL(laid_out.clone_size(4096), 0U);
      EQUAL(laid_out.name_size, 2U);
    }
  }
}

TEST(
    "an alignment that is not a multiple of the block is kept for files that have it, and nothing is "
    "cloned") {
  const std::vector<Entry> entries{file("a", 10000), file("b", 100), file("c", 600), file("d", 8192)};
  for (const std::uint64_t alignment : {12U, 512U, 4100U}) {
    const Layout layout = plan_layout(entries, given_order(100, alignment, 4096));
    check_whole(entries, layout);
    EQUAL(layout.laid_out.size(), entries.size());
    EQUAL(layout.cloneable, 0U);
    for (const LaidOutEntry& laid_out : layout.laid_out) {
      CHECK(laid_out.placement == Placement::unaligned || laid_out.placement == Placement::below_block);
      if (laid_out.data_size >= alignment) EQUAL(laid_out.data_at() % alignment, 0U);
      if (laid_out.data_size < alignment) EQUAL(laid_out.name_size, 2U);
    }
  }
}

TEST("a bounded alignment beyond the block costs at most 5 % of what alignment to the block takes") {
  std::mt19937 random(7);
  for (const std::uint64_t alignment : {512U, 131072U, 1048576U})
    for (const auto order : {LayoutOptions::Order::given, LayoutOptions::Order::pack}) {
      std::vector<Entry> entries{directory(".")};
      std::uint64_t data = 0;
      for (int i = 0; i < 400; ++i) {
        const std::uint64_t size = i % 40 == 0 ? 30'000'000 + random() % 9'000'000 : random() % 20'000;
        entries.push_back(file("f" + std::to_string(i), size));
        data += size;
      }
      LayoutOptions options = given_order(0, alignment, 4096);
      options.order = order;
      options.bounded = true;
      const Layout layout = plan_layout(entries, options);
      options.alignment = alignment > 4096 ? 4096 : 4;
      const Layout by_block = plan_layout(entries, options);
      CHECK(layout.end <= by_block.end + data / 20);
      EQUAL(layout.cloneable, by_block.cloneable);
      bool has_full = false;
      for (const LaidOutEntry& laid_out : layout.laid_out)
        has_full = has_full || (laid_out.data_size > 20'000'000 && laid_out.data_at() % alignment == 0);
      CHECK(has_full);
    }
}

TEST("a file smaller than a block is not padded for") {
  const Layout layout = plan_layout(std::vector<Entry>{file("a", 4095)}, given_order(0, 4096, 4096));
  CHECK(layout.laid_out[0].placement == Placement::below_block);
  EQUAL(layout.laid_out[0].data_at(), 112U);
}

TEST("names of an early archive are never padded") {
  for (const char* name :
       {"early_cpio", "kernel/x86/microcode/GenuineIntel.bin", "kernel/firmware/acpi/dsdt.aml"}) {
    const std::vector<Entry> entries{file(name, 100000)};
    const Layout layout = plan_layout(entries, given_order(0, 4096, 4096));
    CHECK(layout.laid_out[0].placement == Placement::early);
    EQUAL(layout.laid_out[0].name_size, entries[0].name.size() + 1);
  }
}

TEST("hard links share an inode and a count, and the last name carries the data") {
  std::vector<Entry> entries{file("a", 9000), file("b", 9000), file("other", 1), file("c", 9000)};
  for (const std::size_t i : {0U, 1U, 3U}) {
    entries[i].file_id = {7, 42, 0};
    entries[i].linked = true;
  }
  const Layout layout = plan_layout(entries, given_order(0, 4, 4096));
  std::vector<const LaidOutEntry*> names;
  for (const LaidOutEntry& laid_out : layout.laid_out)
    if (laid_out.entry != 2) names.push_back(&laid_out);
  for (const LaidOutEntry* laid_out : names) {
    EQUAL(laid_out->inode, names[0]->inode);
    EQUAL(laid_out->nlink, 3U);
  }
  EQUAL(names[0]->data_size, 0U);
  EQUAL(names[1]->data_size, 0U);
  EQUAL(names[2]->data_size, 9000U);
}

TEST("names of one file that are to have another mode, owner or time are files of their own") {
  std::vector<Entry> entries{file("a", 9000), file("b", 9000), file("c", 9000), file("d", 9000)};
  for (Entry& entry : entries) {
    entry.file_id = {7, 42, 0};
    entry.linked = true;
  }
  entries[1].uid = 1;
  entries[3].mtime = 5;
  const Layout layout = plan_layout(entries, given_order(0, 4, 4096));
  EQUAL(layout.laid_out[0].inode, layout.laid_out[2].inode);
  EQUAL(layout.laid_out[0].nlink, 2U);
  EQUAL(layout.laid_out[2].data_size, 9000U);
  for (const std::size_t alone : {1U, 3U}) {
    CHECK(layout.laid_out[alone].inode != layout.laid_out[0].inode);
    EQUAL(layout.laid_out[alone].nlink, 1U);
    EQUAL(layout.laid_out[alone].data_size, 9000U);
  }
}

namespace {

/// The names and owners of a layout's headers; runs of padding entries once, in brackets.
std::string headers_of(const std::vector<Entry>& entries, const Layout& layout) {
  Headers headers(entries, layout);
  std::string found;
  std::string last;
  for (const LaidOutEntry& laid_out : layout.laid_out) {
    const Entry& entry = headers.next(laid_out);
    std::string one = entry.name + std::to_string(entry.uid);
    if (laid_out.entry == LaidOutEntry::padding) one.insert(0, "[").append("]");
    if (one != last) found += (found.empty() ? "" : " ") + one;
    last = one;
  }
  return found;
}

std::vector<Entry> owned(std::vector<Entry> entries) {
  for (std::uint32_t i = 0; i < entries.size(); ++i) entries[i].uid = i;
  return entries;
}

}  // namespace

TEST("a padding entry repeats a directory of the archive as it is set, so that nothing changes") {
  const auto padded = [](const std::vector<Entry>& entries, std::optional<Entry> root = std::nullopt) {
    LayoutOptions options = given_order(0, 65536, 4096);
    options.root = std::move(root);
    return headers_of(entries, plan_layout(entries, options));
  };
  EQUAL(padded(owned({file("x", 9000), directory("."), file("y", 9000), directory("."), file("z", 9000)})),
        "[.1] x0 .1 [.1] y2 .3 [.3] z4");
  EQUAL(padded(owned({directory("a/b"), directory("t"), file("t/x", 9000), directory("t"), file("y", 9000)})),
        "a/b0 t1 [t1] t/x2 t3 [t3] y4");
  EQUAL(padded(owned({directory("t"), file("t", 1), directory("u"), file("x", 9000)})), "t0 t1 u2 [u2] x3");
  Entry root = directory(".");
  root.uid = 9;
  EQUAL(padded(owned({file("x", 9000)}), root), "[.9] x0");
}

TEST("without a directory to repeat, files pad where names do not reach") {
  const std::vector<Entry> entries{file("x", 100'000), file("y", 100'000), directory("a/b")};
  LayoutOptions options = given_order(0, 65536, 4096);
  options.root.reset();
  EQUAL(headers_of(entries, plan_layout(entries, options)),
        ".cowpio-pad0 .cowpio-pad/000000020 x0 .cowpio-pad/000000040 y0 a/b0");
  options.alignment = 4096;
  EQUAL(headers_of(entries, plan_layout(entries, options)), "x0 y0 a/b0");
}

TEST("padding with files refuses entries of the names that it makes") {
  LayoutOptions options = given_order(0, 4096, 4096);
  options.pad = LayoutOptions::Pad::file;
  for (const char* name : {".cowpio-pad", ".cowpio-pad/00000001"})
    testing::thrown<InputError>([&] {
      plan_layout(std::vector<Entry>{file(name, 1), file("f", 9000)}, options);
    });
  EQUAL(plan_layout(std::vector<Entry>{file(".cowpio-padding", 1)}, options).laid_out.size(), 1U);
}

TEST("a name longer than the kernel takes is refused") {
  const std::string message = testing::thrown<InputError>(
      [] { plan_layout(std::vector<Entry>{file(std::string(4096, 'n'), 1)}, given_order(0, 4096, 4096)); });
  CHECK(message.find("4095 bytes") != std::string::npos);
}
