#pragma once

#include <QString>

#include <filesystem>
#include <string>

namespace app {

/// Between Qt's strings and the core's, without loss for anything that is Unicode.
[[nodiscard]] inline QString toQt(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}
[[nodiscard]] inline QString toQt(const std::string& text) {
    return QString::fromStdString(text);
}
[[nodiscard]] inline QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline std::filesystem::path toPath(const QString& text) {
    return std::filesystem::path(text.toStdU16String());
}

}  // namespace app
