#include <map>
#include <random>

#include "core/fs/fd.hpp"
#include "core/write/layout.hpp"
#include "testing.hpp"

using namespace cowpio;

namespace {

Entry made(std::string name, std::uint32_t type, std::uint64_t size = 0) {
  Entry entry;
  entry.name = std::move(name);
  entry.mode = type | 0644;
  entry.size = size;
  return entry;
}

/// Directories, files, links of one inode and repeated names of one type, in any order.
std::vector<Entry> random_tree(std::mt19937& random, std::size_t count) {
  std::vector<std::string> directories{""};
  std::vector<Entry> entries{made(".", S_IFDIR)};
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name =
        directories[random() % directories.size()] + "n" + std::to_string(random() % (count * 2));
    switch (random() % 4) {
      case 0:
        entries.push_back(made(name + "d", S_IFDIR));
        directories.push_back(name + "d/");
        break;
      case 1:
        entries.push_back(made(name, S_IFREG, random() % 4096));
        break;
      case 2:
        entries.push_back(made(name, S_IFREG, random() % 100000));
        break;
      default:
        entries.push_back(
            made(directories[random() % directories.size()] + "l" + std::to_string(i), S_IFREG, 20000));
        entries.back().file_id = {1, 1 + random() % 5, 0};
        entries.back().linked = true;
    }
  }
  std::shuffle(entries.begin(), entries.end(), random);
  return entries;
}

std::map<std::uint32_t, std::size_t> locations_of(const Layout& layout) {
  std::map<std::uint32_t, std::size_t> locations;
  for (std::size_t i = 0; i < layout.laid_out.size(); ++i)
    if (layout.laid_out[i].is_entry()) CHECK(locations.emplace(layout.laid_out[i].entry, i).second);
  return locations;
}

/// Every entry once, directories before what is in them, names of one file and equal names in their given
/// order.
inline void check_order(const std::vector<Entry>& entries, const Layout& layout) {
  const auto locations = locations_of(layout);
  EQUAL(locations.size(), entries.size());
  std::map<std::string, std::uint32_t> first;
  for (std::uint32_t i = 0; i < entries.size(); ++i) first.try_emplace(entries[i].name, i);
  std::map<std::string, std::size_t> last_equal;
  std::map<std::uint64_t, std::size_t> last_link;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const std::size_t slash = entries[i].name.rfind('/');
    const auto directory = first.find(slash == std::string::npos ? "." : entries[i].name.substr(0, slash));
    if (directory != first.end() && directory->second != i && entries[i].name != ".")
      CHECK(locations.at(directory->second) < locations.at(i));
    const auto [equal, is_first] = last_equal.try_emplace(entries[i].name, locations.at(i));
    if (!is_first) CHECK(std::exchange(equal->second, locations.at(i)) < locations.at(i));
    if (!entries[i].linked) continue;
    const auto [link, is_first_link] = last_link.try_emplace(entries[i].file_id.inode, locations.at(i));
    if (!is_first_link) CHECK(std::exchange(link->second, locations.at(i)) < locations.at(i));
  }
}

/// Whether they are placed as they are given, with something that could be moved behind them.
bool keeps_order(std::vector<Entry> entries) {
  entries.push_back(made("large", S_IFREG, 9000));
  entries.push_back(made("movable", S_IFREG, 10));
  std::uint32_t next = 0;
  for (const LaidOutEntry& laid_out : plan_layout(entries, {0, 4096, 4096}).laid_out)
    if (laid_out.is_entry() && laid_out.entry != next++) return false;
  return true;
}

std::uint64_t exclusive(const Layout& layout) { return layout.end - layout.cloneable; }

}  // namespace

TEST(
    "packed, every entry comes once, directories first, links and equal names in their order, files on the "
    "alignment") {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const std::vector<Entry> entries = random_tree(random, 60);
    for (const std::uint64_t alignment : {1024U, 4096U, 65536U}) {
      const Layout layout = plan_layout(entries, {0, alignment, alignment});
      check_order(entries, layout);
      for (const LaidOutEntry& laid_out : layout.laid_out)
        if (laid_out.is_entry() && laid_out.placement == Placement::aligned)
          EQUAL(laid_out.data_at() % alignment, 0U);
    }
  }
}

TEST("packed, the same entries give the same layout") {
  std::mt19937 random(5);
  const std::vector<Entry> entries = random_tree(random, 300);
  const Layout one = plan_layout(entries, {0, 4096, 4096});
  const Layout other = plan_layout(entries, {0, 4096, 4096});
  for (std::size_t i = 0; i < one.laid_out.size(); ++i) {
    EQUAL(one.laid_out[i].entry, other.laid_out[i].entry);
    EQUAL(one.laid_out[i].header_at, other.laid_out[i].header_at);
  }
}

TEST("packing takes what small files take out of the padding") {
  std::vector<Entry> entries;
  for (std::uint64_t i = 0; i < 300; ++i) {
    entries.push_back(made("small" + std::to_string(i), S_IFREG, i * 7));
    entries.push_back(made("large" + std::to_string(i), S_IFREG, 5000 + i * 137));
  }
  LayoutOptions given{0, 4096, 4096};
  given.order = LayoutOptions::Order::given;
  const Layout packed = plan_layout(entries, {0, 4096, 4096});
  EQUAL(packed.cloneable, plan_layout(entries, given).cloneable);
  const Layout unpacked = plan_layout(entries, given);
  CHECK(exclusive(packed) < exclusive(unpacked) * 4 / 5);
}

TEST("an early archive and one with names through a symlink keep their order") {
  std::vector<Entry> early{made("b", S_IFREG, 10), made("early_cpio", S_IFREG, 2), made("a", S_IFREG, 9000)};
  std::vector<Entry> linked{made("l", S_IFLNK), made("z", S_IFREG, 9000), made("l/f", S_IFREG, 10)};
  for (const auto& entries : {early, linked}) {
    const auto locations = locations_of(plan_layout(entries, {0, 4096, 4096}));
    CHECK(locations.at(0) < locations.at(1) && locations.at(1) < locations.at(2));
  }
}

TEST("names that lead through a symlink, are spelled in two ways, or have two types keep their order") {
  CHECK(!keeps_order({made("d", S_IFDIR), made("d/f", S_IFREG, 10)}));
  CHECK(!keeps_order({made("f", S_IFREG, 10), made("f", S_IFREG, 20)}));
  CHECK(keeps_order({made("d", S_IFDIR), made("l", S_IFLNK), made("d/e", S_IFDIR), made("l/e/f", S_IFREG)}));
  CHECK(keeps_order({made("d", S_IFREG), made("d", S_IFDIR), made("d/f", S_IFREG, 10)}));
  CHECK(keeps_order({made("d", S_IFDIR), made("d/f", S_IFREG, 10), made("d", S_IFLNK)}));
  CHECK(keeps_order({made("d", S_IFDIR), made("d/f", S_IFREG, 10), made("d/./f", S_IFREG, 11)}));
  CHECK(keeps_order({made("d", S_IFDIR), made("d//f", S_IFREG, 10), made("d/f", S_IFREG, 11)}));
  Entry link = made("g", S_IFREG, 10);
  link.linked = true;
  CHECK(keeps_order({link, made("g", S_IFREG, 11)}));
}

TEST("names come behind the nearest directory that the archive has") {
  const std::vector<Entry> entries{made("large", S_IFREG, 9000), made("d/e/f", S_IFREG, 10),
                                   made("d", S_IFDIR)};
  const auto locations = locations_of(plan_layout(entries, {0, 4096, 4096}));
  CHECK(locations.at(2) < locations.at(1));
}

TEST("names that need each other in a circle are archived all the same") {
  std::vector<Entry> entries{made("c/d", S_IFREG, 9000), made("c", S_IFREG, 9000)};
  for (Entry& entry : entries) {
    entry.linked = true;
    entry.file_id = {1, 1, 0};
  }
  EQUAL(locations_of(plan_layout(entries, {0, 4096, 4096})).size(), 2U);
}

TEST("files below the minimum are unaligned, with that as their reason") {
  LayoutOptions options{0, 4096, 4096};
  options.min_clone = 8192;
  const Layout layout =
      plan_layout(std::vector<Entry>{made("a", S_IFREG, 8191), made("b", S_IFREG, 8192)}, options);
  const auto locations = locations_of(layout);
  CHECK(layout.laid_out[locations.at(0)].placement == Placement::below_minimum);
  CHECK(layout.laid_out[locations.at(1)].placement == Placement::aligned);
  EQUAL(layout.cloneable, 8192U);
}

TEST("padded with files, no name field holds more than its name") {
  std::mt19937 random(9);
  for (int round = 0; round < 100; ++round) {
    LayoutOptions options{static_cast<std::uint64_t>(random() % 9000), round % 2 == 0 ? 4096U : 65536U, 4096};
    options.pad = LayoutOptions::Pad::file;
    const std::vector<Entry> entries = random_tree(random, 40);
    const Layout layout = plan_layout(entries, options);
    check_order(entries, layout);
    for (const LaidOutEntry& laid_out : layout.laid_out) {
      CHECK(laid_out.entry != LaidOutEntry::padding);
      if (!laid_out.is_entry()) continue;
      EQUAL(laid_out.name_size, entries[laid_out.entry].name.size() + 1);
      if (laid_out.placement == Placement::aligned) EQUAL(laid_out.data_at() % options.alignment, 0U);
    }
  }
}
