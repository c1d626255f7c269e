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
/// plain assignments are read, and anything else that names one of them is remembered as unread.
class DracutConfig {
 public:
  /// A file more, in the order in which dracut sources them.
  void read(std::string_view text, const std::string& path);

  /// The last value of one of `dracut_settings`.
  [[nodiscard]] const DracutSetting& operator[](std::string_view name) const;
  [[nodiscard]] const std::vector<DracutSetting>& settings() const { return settings_; }
  /// The first shell code that may change one of them: `FILE:LINE`; empty if there is none.
  [[nodiscard]] const std::string& unread() const { return unread_; }

 private:
  std::vector<DracutSetting> settings_ = {
      {"enhanced_cpio", "", ""}, {"compress", "", ""}, {"do_strip", "", ""},
      {"uefi", "", ""},          {"tmpdir", "", ""},
  };
  std::string unread_;
};

}  // namespace cowpio
