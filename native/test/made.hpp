#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "core/format/newc.hpp"
#include "core/unpack/extract.hpp"
#include "core/unpack/verify.hpp"
#include "testing.hpp"

/// Archives that no writer of ours makes, extracted and verified.
namespace testing {

using namespace cowpio;

/// A member of an archive that no writer of ours makes.
struct Made {
  std::string name;
  std::uint32_t mode = S_IFREG | 0644;
  std::string data = {};
  std::uint32_t nlink = 1;
  std::uint32_t inode = 1;
  std::size_t padding = 0;  ///< NULs behind the name.
  std::uint32_t disk = 0;
  std::uint32_t mtime = 1000;
};

inline std::string bytes_of(const Made& made, bool sums = false) {
  newc::Header header;
  header.inode = made.inode;
  header.mode = made.mode;
  header.uid = ::getuid();
  header.gid = ::getgid();
  header.nlink = made.nlink;
  header.mtime = made.mtime;
  header.dev_minor = made.disk;
  header.size = static_cast<std::uint32_t>(made.data.size());
  header.name_size = static_cast<std::uint32_t>(made.name.size() + 1 + made.padding);
  for (const char byte : made.data) header.check += static_cast<unsigned char>(byte);
  const auto text = newc::encode(header, sums);
  std::string bytes(text.data(), text.size());
  bytes += made.name + std::string(1 + made.padding, '\0');
  bytes.resize(newc::align_up(bytes.size(), 4));
  bytes += made.data;
  bytes.resize(newc::align_up(bytes.size(), 4));
  return bytes;
}

inline std::string archive_of(const std::vector<Made>& members, bool sums = false) {
  std::string bytes;
  for (const Made& made : members) bytes += bytes_of(made, sums);
  return bytes + bytes_of({"TRAILER!!!", 0});
}

struct Unpacked {
  Directory directory;
  std::string archive = directory / "archive";
  std::string out = directory / "out";

  explicit Unpacked(const std::string& bytes) {
    write_file(archive, bytes);
    ::mkdir(out.c_str(), 0755);
  }
  /// Why the first member could not be made, or what ended it.
  [[nodiscard]] std::string refused() const {
    try {
      const ExtractResult result = extract(archive, out, {});
      return result.failures.empty() ? "" : result.failures[0];
    } catch (const InputError& refusal) {
      return refusal.what();
    }
  }
};

inline std::string describe(const std::string& archive, const VerifyOptions& options = {}) {
  std::string text;
  for (const Finding& finding : verify(archive, options).findings)
    text += finding.name + ": " + finding.what + "\n";
  return text;
}

inline bool tells(const std::string& bytes, const char* what) {
  const Unpacked one(bytes);
  return describe(one.archive).find(what) != std::string::npos;
}

inline std::string gzip(const std::string& bytes) {
  const Directory scratch;
  write_file(scratch / "plain", bytes);
  const std::string command = "gzip -c '" + scratch / "plain" + "' > '" + scratch / "packed" + "'";
  CHECK(std::system(command.c_str()) == 0);
  return read_file(scratch / "packed");
}

/// Returns what a tool makes of bytes. Throws `Skipped` if it is not installed, or does not know an option.
inline std::string packed_by(const std::string& tool, const std::string& bytes) {
  const Directory scratch;
  write_file(scratch / "plain", bytes);
  const std::string command =
      tool + " -c < '" + scratch / "plain" + "' > '" + scratch / "packed" + "' 2> /dev/null";
  if (std::system(command.c_str()) != 0) throw Skipped(tool + " does not run here");
  return read_file(scratch / "packed");
}

/// Rules of verify that the bytes of an archive break.
inline std::set<Rule> found_in(const std::string& bytes, const VerifyOptions& options = {}) {
  const Unpacked one(bytes);
  std::set<Rule> found;
  for (const Finding& finding : verify(one.archive, options).findings) found.insert(finding.rule);
  return found;
}

}  // namespace testing
