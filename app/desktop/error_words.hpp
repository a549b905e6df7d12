#pragma once

#include <quince/result.hpp>

#include <QString>

namespace app {

/// An error in the words of the window: what happened, what can be done, and all of it.
struct ErrorWords {
    QString headline;  ///< one sentence: the kind of failure and the way out
    QString details;   ///< the core's sentence and the path
};

[[nodiscard]] ErrorWords wordsFor(const quince::Error& error);

}  // namespace app
