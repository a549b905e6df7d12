#pragma once

#include <QString>

#include <memory>

namespace app {

/// The computer does not fall asleep while the result lives, as far as this system lets a program
/// ask for it. Call from the main thread, and let go there.
[[nodiscard]] std::shared_ptr<void> keepAwake(const QString& why);

}  // namespace app
