#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cowpio {

/// A value of dracut.conf(5), and where it was given.
struct DracutSetting {
  std::string name;
  std::string value;
  std::string place;  ///< `/etc/dracut.conf.d/share.conf:3`; empty if no file sets it.
};

/// Those settings of dracut that decide about sharing. Its configuration is shell code, which is not run:
/// plain assignments are read, and anything else that may change one of them is remembered as unread.
class DracutConfig {
 public:
  /// A file more, in the order in which dracut sources them.
  void read(std::string_view text, const std::string& path);
  /// A file that cannot be read.
  void note_unread(const std::string& place);

  /// The last value of one of `settings`.
  [[nodiscard]] const DracutSetting& operator[](std::string_view name) const;
  [[nodiscard]] const std::vector<DracutSetting>& settings() const { return settings_; }
  /// The first shell code that may change one of them: `FILE:LINE`; empty if there is none.
  [[nodiscard]] const std::string& unread() const { return unread_; }

 private:
  std::vector<DracutSetting> settings_ = {
      {"enhanced_cpio", "", ""},
      {"compress", "", ""},
      {"do_strip", "", ""},
      {"uefi", "", ""},
      {"tmpdir", "", ""},
      // It takes the place of compress (dracut.sh).
      {"INITRD_COMPRESS", "", ""},
      {"dracutmodules", "", ""},
      {"add_dracutmodules", "", ""},
      {"force_add_dracutmodules", "", ""},
  };
  std::string unread_;
};

/// Whether `sort -V` puts `one` before `other`, of two names of files (coreutils, lib/filevercmp.c).
bool sorts_before(std::string_view one, std::string_view other);

}  // namespace cowpio
