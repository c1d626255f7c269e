#pragma once
#include <string>

#include "core/doctor/dracut_config.hpp"
#include "core/doctor/verdict.hpp"

namespace cowpio {

/// dracut as it is installed and configured below a root.
struct Dracut {
  std::string root;
  std::string version;            ///< `112-7`; empty if unknown.
  bool aligns = false;            ///< It knows enhanced_cpio.
  bool prefers_3cpio = false;     ///< Since 109: a 3cpio whose help has --data-align.
  bool searches_path = false;     ///< Since September 2026: dracut-cpio is looked up by its name.
  bool splits = false;            ///< Files that are compressed already stay in a part without compression.
  std::string writer;             ///< The program that aligns and that it finds; empty: it finds none.
  bool writer_is_script = false;  ///< A 3cpio that only a run shows: whether it aligns is not known.
  bool writer_is_cowpio = false;  ///< By its text.
  DracutConfig config;
};

/// Reads /usr/bin/dracut, the configuration and the programs below `root`, as dracut would from there.
/// Nothing is run.
Dracut read_dracut(const std::string& root);

/// The setting that names the compressor: INITRD_COMPRESS of older configurations counts first.
const DracutSetting& compress_setting(const DracutConfig& config);

/// Pure: whether what dracut calls will align and share.
Verdict judge(const Dracut& dracut);

}  // namespace cowpio
