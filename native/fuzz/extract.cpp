/// Any members, damaged at times, extracted: nothing is made or changed outside of the directory, and what
/// verify finds whole is in the tree as the archive says.
#include "core/unpack/extract.hpp"

#include <fuzzer/FuzzedDataProvider.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "core/format/newc.hpp"
#include "core/unpack/verify.hpp"
#include "fuzz.hpp"

using namespace cowpio;
namespace fs = std::filesystem;

namespace {

/// With a directory to extract into and a file beside it; the Makefile gives a directory in memory for it.
class Jail {
 public:
  Jail() {
    std::string name = fs::temp_directory_path() / "cowpio-fuzz-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
    std::ofstream(path + "/secret") << "secret";
  }
  Jail(const Jail&) = delete;
  Jail& operator=(const Jail&) = delete;
  ~Jail() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  void empty() const {
    fs::remove_all(path + "/out");
    REQUIRE(::mkdir((path + "/out").c_str(), 0755) == 0);
  }
  void check() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(path)) names.insert(entry.path().filename());
    REQUIRE((names == std::set<std::string>{"archive", "out", "secret"}));
    std::string text;
    std::ifstream(path + "/secret") >> text;
    REQUIRE(text == "secret" && fs::hard_link_count(path + "/secret") == 1);
  }
  std::string path;
};

const Jail& jail() {
  static const Jail made;
  return made;
}

std::string path_from(FuzzedDataProvider& bytes) {
  static const char* const parts[] = {"a", "b", "c", "d", "a", "b", ".", "..", "", "secret"};
  std::string path;
  for (auto left = bytes.ConsumeIntegralInRange<int>(1, 4); left > 0; --left)
    path += parts[bytes.ConsumeIntegralInRange<std::size_t>(0, std::size(parts) - 1)] +
            std::string(left > 1 ? "/" : "");
  return path;
}

std::string member_from(FuzzedDataProvider& bytes) {
  static constexpr std::uint32_t types[] = {S_IFDIR, S_IFDIR, S_IFREG,  S_IFREG, S_IFREG,
                                            S_IFLNK, S_IFIFO, S_IFSOCK, 0};
  const std::string name = bytes.ConsumeIntegralInRange<int>(0, 20) == 0 ? "TRAILER!!!" : path_from(bytes);
  newc::Header header;
  header.inode = bytes.ConsumeIntegralInRange<std::uint32_t>(0, 5);
  header.mode = bytes.PickValueInArray(types);
  // Names of one file agree on what it looks like.
  if (header.mode != 0) header.mode |= header.inode * 0123 + 0600;
  header.uid = header.inode % 3;
  header.mtime = header.inode * 1000;
  header.nlink = bytes.ConsumeIntegralInRange<std::uint32_t>(1, 3);
  header.dev_minor = bytes.ConsumeIntegralInRange<std::uint32_t>(0, 1);
  const std::size_t padding = bytes.ConsumeBool() ? 0 : bytes.ConsumeIntegralInRange<std::size_t>(0, 20);
  header.name_size = static_cast<std::uint32_t>(name.size() + 1 + padding);
  const bool has_data = S_ISREG(header.mode) || S_ISLNK(header.mode);
  const std::string content = S_ISLNK(header.mode)
                                  ? path_from(bytes)
                                  : std::string(bytes.ConsumeIntegralInRange<std::size_t>(0, 5000), 'd');
  if (has_data) header.size = static_cast<std::uint32_t>(content.size());
  for (std::uint32_t i = 0; i < header.size; ++i) header.check += static_cast<unsigned char>(content[i]);
  const auto text = newc::encode(header, bytes.ConsumeBool());
  std::string made(text.data(), text.size());
  made += name + std::string(1 + padding, '\0');
  made.resize(newc::align_up(made.size(), 4));
  made += content.substr(0, header.size);
  made.resize(newc::align_up(made.size(), 4));
  return made;
}

/// Returns verify's findings, except notes that concern no single member.
std::string describe(const VerifyOptions& how) {
  std::string text;
  for (const Finding& finding : verify(jail().path + "/archive", how).findings)
    if (finding.what.find("names by its count") == std::string::npos &&
        finding.what.find("070702") == std::string::npos)
      text += finding.name + ": " + finding.what + "\n";
  return text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider bytes(data, size);
  const auto damage = bytes.ConsumeIntegralInRange<unsigned>(0, 3);
  const auto count = bytes.ConsumeIntegralInRange<unsigned>(0, 12);
  std::string archive;
  for (unsigned i = 0; i < count; ++i) archive += member_from(bytes);
  static const auto trailer = newc::encode({.nlink = 1, .name_size = 11});
  archive += std::string(trailer.data(), trailer.size()) + std::string("TRAILER!!!\0\0\0\0", 14);
  if (damage == 1)
    for (unsigned i = 0; i < 3; ++i)
      archive[bytes.ConsumeIntegralInRange<std::size_t>(0, archive.size() - 1)] =
          static_cast<char>(bytes.ConsumeIntegral<std::uint8_t>());
  if (damage == 1) archive += bytes.ConsumeRemainingBytesAsString();

  // An entry of a later archive replaces it.
  bool can_be_compared = damage != 1 && archive.find("TRAILER!!!") == archive.size() - 14;
  jail().empty();
  std::ofstream(jail().path + "/archive", std::ios::binary) << archive;
  std::string findings;
  try {
    findings = describe({});
    if (extract(jail().path + "/archive", jail().path + "/out", {}).failed > 0) can_be_compared = false;
  } catch (const InputError&) {  // what it has to do with what leads out,
    can_be_compared = false;
  } catch (const SystemError&) {  // what it cannot do otherwise, and streams beyond a limit
    can_be_compared = false;
  }
  jail().check();
  if (!can_be_compared || !findings.empty()) return 0;
  VerifyOptions how;
  how.tree = jail().path + "/out";
  how.ignore_owner = ::geteuid() != 0;
  const std::string compared = describe(how);
  if (!compared.empty()) std::fprintf(stderr, "%s", compared.c_str());
  REQUIRE(compared.empty());
  return 0;
}
