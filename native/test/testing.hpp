#pragma once
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A test is a sentence and a function. `main` runs them all, or those of the file whose name it is given,
/// and ends with `N passed, N failed, N skipped`.
namespace testing {

struct Test {
  std::string sentence;
  std::function<void()> body;
  std::string_view file;
};
std::vector<Test>& all();

struct Registered {
  Registered(std::string sentence, std::function<void()> body, const char* file = __builtin_FILE()) {
    all().push_back({std::move(sentence), std::move(body), file});
  }
};

/// Thrown by a test that cannot run here; counted, with its reason.
class Skipped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void check(bool holds, const char* what, int line) {
  if (!holds) throw std::runtime_error("line " + std::to_string(line) + ": " + what);
}

template <class A, class B>
void check_equal(const A& found, const B& expected, const char* what, int line) {
  if (found == expected) return;
  std::ostringstream text;
  text << "line " << line << ": " << what << ": found " << found << ", expected " << expected;
  throw std::runtime_error(text.str());
}

/// The message of what `body` throws; throws when it does not.
template <class Error, class Body>
std::string thrown(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  throw std::runtime_error("nothing was thrown");
}

/// A directory that goes with the test.
class Directory {
 public:
  Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();
  [[nodiscard]] std::string operator/(const std::string& name) const { return path + "/" + name; }
  std::string path;
};

void write_file(const std::string& path, const std::string& content);
std::string read_file(const std::string& path);

}  // namespace testing

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEST(sentence)                                                                           \
  static void JOIN(test_, __LINE__)();                                                           \
  static const testing::Registered JOIN(registered_, __LINE__)(sentence, JOIN(test_, __LINE__)); \
  static void JOIN(test_, __LINE__)()
#define CHECK(condition) testing::check((condition), #condition, __LINE__)
#define EQUAL(found, expected) testing::check_equal((found), (expected), #found, __LINE__)
