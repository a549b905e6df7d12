#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace quince::test {

/// A new empty folder that is removed with all that is in it at the end.
class TempFolder {
public:
    TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
        return m_path / name;
    }
    /// Writes a file (and the folders above it); returns its path.
    std::filesystem::path write(std::string_view name, std::string_view text) const;

private:
    std::filesystem::path m_path;
};

/// The bytes of a file; a test failure and nothing if it cannot be read.
std::string contentOf(const std::filesystem::path& path);

}  // namespace quince::test
