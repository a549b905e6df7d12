#pragma once

#include <QString>

namespace app {

/// The bundled sample model; empty if it is not there. `programFolder` is where the program's
/// file is: the sample stands beside it, in the build folder as when installed (see
/// packaging/cmake/QuinceInstall.cmake).
[[nodiscard]] QString sampleModelFolder(const QString& programFolder);

}  // namespace app
