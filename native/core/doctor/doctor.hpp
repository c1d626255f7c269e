#pragma once
#include <string>

#include "core/doctor/diagnosis.hpp"

namespace cowpio {

struct DoctorOptions {
  std::string tree;
  std::string tmpdir;
  std::string output;  ///< A directory, or a file in one, which need not be there yet.
  SurveyLimits limits;
  std::optional<Dracut> dracut = {};  ///< Part of the diagnosis, if given.
};

/// Says before a run whether files of the tree, staged in `tmpdir` and written to `output`, can share their
/// blocks. The proof is a clone of a block from place to place, into files without names; the rest is read.
Diagnosis diagnose(const DoctorOptions& options);

}  // namespace cowpio
