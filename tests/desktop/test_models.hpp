#pragma once

#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/environment.hpp>

#include <QSignalSpy>
#include <QString>
#include <QTest>

#include <functional>

namespace app::test {

using quince::test::TempFolder;

/// Waits for the claim to come true, with the event loop running.
[[nodiscard]] inline bool becomes(const std::function<bool()>& claim) {
    constexpr int mostMilliseconds = 20'000;
    return QTest::qWaitFor(claim, mostMilliseconds);
}

[[nodiscard]] inline QString text(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

/// A tiny Llama with a tokenizer.
inline std::filesystem::path makeModel(const TempFolder& folder, const std::string& name) {
    std::filesystem::create_directories(folder / name);
    quince::test::fillSpec(quince::test::golden("specs", "llama"), folder / name);
    folder.write(name + "/tokenizer.json", "{}");
    folder.write(name + "/tokenizer_config.json", "{}");
    return folder / name;
}

/// A home folder without anything, so that no test sees the real one.
[[nodiscard]] inline quince::Environment emptyHome(const TempFolder& folder) {
    std::filesystem::create_directories(folder / "home");
    quince::Environment environment;
    environment.home = folder / "home";
    return environment;
}

}  // namespace app::test
