#include "../core/links.hpp"

#include "testing.hpp"

using namespace cowpio;

namespace {

Entry name_of(std::uint64_t inode, std::string name, bool linked = true) {
  Entry entry;
  entry.name = std::move(name);
  entry.mode = S_IFREG | 0644;
  entry.stamp.inode = inode;
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

TEST("only a linked file's name that comes again is left out, the first stays, and so does the order") {
  std::vector<Entry> entries{name_of(7, "b"), name_of(7, "a"),        name_of(7, "b"),
                             name_of(8, "b"), name_of(9, "x", false), name_of(9, "x", false),
                             name_of(7, "a"), name_of(7, "c")};
  leave_out_repeated(entries);
  std::string names;
  for (const Entry& entry : entries) names += std::to_string(entry.stamp.inode) + entry.name + " ";
  EQUAL(names, "7b 7a 8b 9x 9x 7c ");
}
