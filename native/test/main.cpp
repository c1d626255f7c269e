#include <filesystem>
#include <fstream>
#include <iterator>

#include "testing.hpp"

namespace testing {

std::vector<Test>& all() {
  static std::vector<Test> tests;
  return tests;
}

Directory::Directory() {
  std::string name = std::filesystem::temp_directory_path() / "cowpio-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path = name;
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace testing

int main(int argc, char** argv) {
  const std::string_view file = argc > 1 ? argv[1] : "";
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  for (const auto& [sentence, body, own_file] : testing::all()) {
    if (!own_file.ends_with(file)) continue;
    try {
      body();
      ++passed;
      std::cout << "ok   " << sentence << '\n';
    } catch (const testing::Skipped& why) {
      ++skipped;
      std::cout << "SKIP " << sentence << ": " << why.what() << '\n';
    } catch (const std::exception& error) {
      ++failed;
      std::cout << "FAIL " << sentence << "\n     " << error.what() << '\n';
    }
  }
  std::cout << passed << " passed, " << failed << " failed, " << skipped << " skipped\n";
  return failed == 0 ? 0 : 1;
}
