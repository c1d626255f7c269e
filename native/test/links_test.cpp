#include "core/input/links.hpp"

#include "testing.hpp"

using namespace cowpio;

namespace {

Entry name_of(std::uint64_t inode, std::string name, bool linked = true) {
  Entry entry;
  entry.name = std::move(name);
  entry.mode = S_IFREG | 0644;
  entry.file_id.inode = inode;
  entry.linked = linked;
  return entry;
}

}  // namespace

TEST("each name of a file knows the one before it, the first, the last, and how many there are") {
  const std::vector<Entry> entries{name_of(7, "a"), name_of(3, "b"), name_of(9, "alone", false),
                                   name_of(7, "c"), name_of(3, "d"), name_of(7, "e")};
  const Links links(entries);
  const auto is = [&](std::uint32_t entry, std::uint32_t before, std::uint32_t first, std::uint32_t last,
                      std::uint32_t count) {
    const Links::Name* const name = links.find(entry);
    return name != nullptr && name->entry == entry && name->before == before && name->first == first &&
           name->last == last && name->count == count;
  };
  CHECK(is(0, Links::none, 0, 5, 3) && is(3, 0, 0, 5, 3) && is(5, 3, 0, 5, 3));
  CHECK(is(1, Links::none, 1, 4, 2) && is(4, 1, 1, 4, 2));
  CHECK(links.find(2) == nullptr && links.find(6) == nullptr);
}

TEST("one inode number with another size or time is another file") {
  std::vector<Entry> entries{name_of(7, "a"), name_of(7, "b"), name_of(7, "c"), name_of(7, "d")};
  entries[1].size = 1;
  entries[2].file_id.ctime_ns = 1;
  const Links links(entries);
  for (const std::uint32_t entry : {1U, 2U})
    CHECK(links.find(entry) == nullptr || links.find(entry)->count == 1);
  CHECK(links.find(0)->count == 2 && links.find(3)->first == 0);
}

namespace {

std::string left(std::vector<Entry> entries) {
  leave_out_repeated(entries);
  std::string names;
  for (const Entry& entry : entries) names += std::to_string(entry.file_id.inode) + entry.name + " ";
  return names;
}

Entry symlink_to(std::string name, std::string target) {
  Entry entry = name_of(1, std::move(name), false);
  entry.mode = S_IFLNK | 0777;
  entry.origin = std::move(target);
  return entry;
}

}  // namespace

TEST("of a repeated name of a linked file only the last stays, and the order stays") {
  EQUAL(left({name_of(7, "b"), name_of(7, "a"), name_of(7, "b"), name_of(9, "x", false),
              name_of(9, "x", false), name_of(7, "a"), name_of(7, "c")}),
        "7b 9x 9x 7a 7c ");
  // Writing 8b would write through the link 7b into 7c.
  EQUAL(left({name_of(7, "b"), name_of(7, "c"), name_of(8, "b")}), "7c 8b ");
  EQUAL(left({name_of(7, "b"), name_of(7, "c"), name_of(9, "b", false)}), "7c 9b ");
  // 7b would not become a link, since 9b is there.
  EQUAL(left({name_of(9, "b", false), name_of(7, "c"), name_of(7, "b")}), "7c 7b ");
}

TEST("names of a linked file below a symlink of the archive are names of one place") {
  EQUAL(left({symlink_to("bin", "usr/bin"), name_of(7, "usr/bin/sh"), name_of(7, "bin/sh"),
              name_of(7, "bin/bash")}),
        "1bin 7bin/sh 7bin/bash ");
  EQUAL(left({symlink_to("a", "/x/../b"), symlink_to("b", "c/."), name_of(7, "c/f"), name_of(7, "a/f"),
              name_of(9, "b/f", false)}),
        "1a 1b 9b/f ");
  EQUAL(left({symlink_to("loop", "loop"), name_of(7, "loop/f"), name_of(7, "f")}), "1loop 7loop/f 7f ");
}

TEST("files of one inode number that differ in size or time are no links") {
  std::vector<Entry> entries{name_of(7, "a"), name_of(7, "b"), name_of(7, "c")};
  entries[1].size = 1;
  entries[2].file_id.ctime_ns = 1;
  const Links links(entries);
  for (std::uint32_t i = 0; i < 3; ++i) EQUAL(links.find(i)->count, 1U);
}
