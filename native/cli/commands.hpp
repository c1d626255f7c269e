#pragma once
#include <string>
#include <vector>

namespace cowpio::cli {

/// Caller of `create`: a person, or dracut, under the name dracut-cpio.
enum class Caller { person, dracut };

/// Arguments without the command's name. Each returns the exit status and throws what went wrong.
int create(const std::vector<std::string>& arguments, Caller caller);
int doctor(const std::vector<std::string>& arguments);
int extents(const std::vector<std::string>& arguments);
int list(const std::vector<std::string>& arguments);
int verify(const std::vector<std::string>& arguments);
int extract(const std::vector<std::string>& arguments);
int three_cpio(const std::vector<std::string>& arguments);

const std::string& create_help();
extern const char* const doctor_help;
extern const char* const extents_help;
extern const char* const list_help;
extern const char* const verify_help;
extern const char* const extract_help;
extern const char* const three_cpio_help;

}  // namespace cowpio::cli
